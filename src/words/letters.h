// letters: the 32 signs in which languages are told apart: blank, a to z, å, ä, ö, an accented
// letter of loans, any other letter. Shared with tools/letters.c, which makes the model, so it
// stands alone.
#pragma once

#include <stdint.h>

enum { LETTERS = 32, LETTER_BLANK = 0, LETTER_LATIN = 30, LETTER_OTHER = 31, LANGUAGES = 3 };

// How unlikely a sign is after two others, in twentieths of a nat, for each language.
struct letters_model {
    uint8_t cost[LETTERS][LETTERS][LETTERS][LANGUAGES];
    // Of held-out words, in twentieths of a nat and a sign: the mean, and the deviation of one
    // sign.
    float mean[LANGUAGES], deviation[LANGUAGES];
};

// The sign of a code point; marks, digits and blanks are blank.
static inline int letter_of(uint32_t character)
{
    if (character >= 'a' && character <= 'z') return (int)(character - 'a') + 1;
    if (character >= 'A' && character <= 'Z') return (int)(character - 'A') + 1;
    if (character < 0xC0 || character == 0xD7 || character == 0xF7) return LETTER_BLANK;
    switch (character) {
    case 0xC5: // Å
    case 0xE5:
        return 27;
    case 0xC4: // Ä
    case 0xE4:
        return 28;
    case 0xD6: // Ö
    case 0xF6:
        return 29;
    case 0xE0: // à á è é ü: of loans and names in all three languages
    case 0xE1:
    case 0xE8:
    case 0xE9:
    case 0xFC:
    case 0xC0:
    case 0xC1:
    case 0xC8:
    case 0xC9:
    case 0xDC:
        return LETTER_LATIN;
    default:
        break;
    }
    return character >= 0x2000 && character < 0x3000 ? LETTER_BLANK // marks and symbols
           : character >= 0x1F000                    ? LETTER_BLANK // pictures
                                                     : LETTER_OTHER;
}
