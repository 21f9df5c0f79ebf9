// banned: functions that overflow, hide state or read the world behind our back do not compile.
// The headers that declare them come first (base.h), so that the declarations themselves still do.
#pragma once

#define BANNED(name, instead) name##_is_banned_use_##instead

#undef strcpy
#define strcpy(...) BANNED(strcpy, buf)
#undef strcat
#define strcat(...) BANNED(strcat, buf)
#undef strncpy
#define strncpy(...) BANNED(strncpy, buf)
#undef strncat
#define strncat(...) BANNED(strncat, buf)
#undef sprintf
#define sprintf(...) BANNED(sprintf, fmt)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, fmt)
#undef strtok
#define strtok(...) BANNED(strtok, str_cut)
#undef atoi
#define atoi(...) BANNED(atoi, str_i64)
#undef gmtime
#define gmtime(...) BANNED(gmtime, time_civil)
#undef localtime
#define localtime(...) BANNED(localtime, zone_local)
#undef rand
#define rand(...) BANNED(rand, ctx_random)
#undef system
#define system(...) BANNED(system, nothing)
#undef popen
#define popen(...) BANNED(popen, nothing)
