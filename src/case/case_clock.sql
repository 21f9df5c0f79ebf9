-- case_days_off() → day: days on which the clock stands
SELECT DISTINCT day FROM rec_closed_day WHERE day IS NOT NULL AND NOT archived ORDER BY day;
