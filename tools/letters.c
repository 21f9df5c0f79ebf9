// letters: makes the model that tells languages apart from lines "fi|en|sv TAB text" on standard
// input; every fifth line is held out for the mean and deviation. Stands alone (no base).
//   letters OUT_FILE <lines
// A sign's chance after two others: counts, backed by those after one, backed by those of all
// (interpolation with a constant, Chen & Goodman 1999, §2.3).
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/letters.h"

#define BACK 5.0

static double three[LANGUAGES][LETTERS][LETTERS][LETTERS], two[LANGUAGES][LETTERS][LETTERS];
static double one[LANGUAGES][LETTERS], all[LANGUAGES];
static double two_sum[LANGUAGES][LETTERS][LETTERS], one_sum[LANGUAGES][LETTERS];
static double sum[LANGUAGES], square[LANGUAGES], held[LANGUAGES];
static struct letters_model model;

static int language_of(const char *line)
{
    static const char *const names[LANGUAGES] = {"fi\t", "en\t", "sv\t"};
    for (int language = 0; language < LANGUAGES; language++)
        if (!strncmp(line, names[language], 3)) return language;
    return -1;
}

// The next sign of UTF-8 text; -1 at the end.
static int sign_next(const unsigned char **at)
{
    unsigned first = **at, character = first;
    if (first < 0x20) return -1;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    if (more) character = first & (0x3FU >> more);
    for (++*at; more > 0 && (**at & 0xC0) == 0x80; more--, ++*at)
        character = character << 6 | (**at & 0x3FU);
    return letter_of(character);
}

static void line_walk(const char *text, int language, int measures)
{
    const unsigned char *at = (const unsigned char *)text;
    int a = LETTER_BLANK, b = LETTER_BLANK, sign = 0;
    while ((sign = sign_next(&at)) >= 0) {
        if (sign == LETTER_BLANK && b == LETTER_BLANK) continue;
        if (measures) {
            double cost = model.cost[a][b][sign][language];
            sum[language] += cost;
            square[language] += cost * cost;
            held[language] += 1;
        } else {
            three[language][a][b][sign] += 1;
            two_sum[language][a][b] += 1;
            two[language][b][sign] += 1;
            one_sum[language][b] += 1;
            one[language][sign] += 1;
            all[language] += 1;
        }
        a = b;
        b = sign;
    }
}

static void costs_fill(int language, int a, int b)
{
    for (int sign = 0; sign < LETTERS; sign++) {
        double chance = (one[language][sign] + 0.1) / (all[language] + 0.1 * LETTERS);
        chance = (two[language][b][sign] + BACK * chance) / (one_sum[language][b] + BACK);
        chance = (three[language][a][b][sign] + BACK * chance) / (two_sum[language][a][b] + BACK);
        double cost = fmin(-log(chance) * 20, 255);
        model.cost[a][b][sign][language] = (uint8_t)lround(cost);
    }
}

int main(int argc, char **argv)
{
    char *line = NULL, **held_out = NULL;
    size_t room = 0, count = 0, held_count = 0;
    while (argc == 2 && getline(&line, &room, stdin) > 0) {
        int language = language_of(line);
        if (language < 0) continue;
        if (count++ % 5 == 4) {
            char **more = realloc(held_out, (held_count + 1) * sizeof *held_out);
            if (!more) return 1;
            held_out = more;
            held_out[held_count++] = strdup(line);
        } else {
            line_walk(line + 3, language, 0);
        }
    }
    for (int i = 0; i < LANGUAGES * LETTERS * LETTERS; i++)
        costs_fill(i % LANGUAGES, i / LANGUAGES / LETTERS, i / LANGUAGES % LETTERS);
    for (size_t i = 0; i < held_count; i++)
        line_walk(held_out[i] + 3, language_of(held_out[i]), 1);
    for (int language = 0; language < LANGUAGES; language++) {
        if (held[language] < 1) return 1;
        double mean = sum[language] / held[language];
        model.mean[language] = (float)mean;
        model.deviation[language] = (float)sqrt(square[language] / held[language] - mean * mean);
        fprintf(stderr, "%.0f signs held out: mean %.2f, deviation %.2f\n", held[language], mean,
                sqrt(square[language] / held[language] - mean * mean));
    }
    FILE *out = argc == 2 ? fopen(argv[1], "wb") : NULL;
    if (!out || fwrite(&model, sizeof model, 1, out) != 1 || fclose(out) != 0) {
        fputs("usage: letters OUT_FILE <lines\n", stderr);
        return 2;
    }
    return 0;
}
