// replay: a main for tests/fuzz/*_fuzz.c that needs no libFuzzer. Feeds every file of the corpus
// folder named on the command line, then a few hundred mutations of them, always the same, to
// LLVMFuzzerTestOneInput.
#include <assert.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_BYTES_MAX 65536
#define MUTATIONS       400
#define FILES_MAX       4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    uint8_t *bytes;
    size_t size;
};

static uint64_t random_state = 0x7455746dULL; // any fixed seed

// splitmix64: enough for mutations, the same everywhere.
static uint64_t random_below(uint64_t bound)
{
    uint64_t z = (random_state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (z ^ (z >> 31)) % bound;
}

// Gives the input in a block of exactly its size, so that the sanitizer sees the first byte read
// beyond it.
static void feed(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact) abort();
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static struct input file_read(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct input in = {malloc(INPUT_BYTES_MAX), 0};
    FILE *file = fopen(path, "rb");
    if (!file || !in.bytes) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    in.size = fread(in.bytes, 1, INPUT_BYTES_MAX, file);
    fclose(file);
    return in;
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// One of: a byte changed, bytes cut out, a piece repeated, the end cut off, a piece of another
// input put in.
static size_t mutate(uint8_t *bytes, size_t size, struct input other)
{
    size_t at = size ? random_below(size) : 0;
    size_t length = size ? 1 + random_below(size - at) : 0;
    switch (random_below(5)) {
    case 0:
        if (size) bytes[at] = (uint8_t)random_below(256);
        return size;
    case 1:
        memmove(bytes + at, bytes + at + length, size - at - length);
        return size - length;
    case 2:
        if (size + length > INPUT_BYTES_MAX) return size;
        memmove(bytes + at + length, bytes + at, size - at);
        return size + length;
    case 3:
        return at;
    default:
        length = other.size ? random_below(other.size) : 0;
        if (at + length > INPUT_BYTES_MAX) return size;
        memcpy(bytes + at, other.bytes, length);
        return at + length > size ? at + length : size;
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
        return 2;
    }
    struct dirent **names = NULL;
    int found = scandir(argv[1], &names, is_file, alphasort);
    if (found < 1 || found > FILES_MAX) {
        fprintf(stderr, "%s: expected 1 to %d files of corpus\n", argv[1], FILES_MAX);
        return 1;
    }
    uint64_t count = (uint64_t)found;
    struct input *inputs = calloc(count, sizeof *inputs);
    uint8_t *scratch = malloc(INPUT_BYTES_MAX);
    if (!inputs || !scratch) abort();

    feed(scratch, 0);
    for (uint64_t i = 0; i < count; i++) {
        inputs[i] = file_read(argv[1], names[i]->d_name);
        feed(inputs[i].bytes, inputs[i].size);
    }
    for (int i = 0; i < MUTATIONS; i++) {
        struct input from = inputs[random_below(count)];
        assert(from.bytes);
        memcpy(scratch, from.bytes, from.size);
        size_t size = from.size;
        for (uint64_t times = 1 + random_below(4); times > 0; times--)
            size = mutate(scratch, size, inputs[random_below(count)]);
        feed(scratch, size);
    }
    printf("%d files, %d mutations\n", found, MUTATIONS);

    for (uint64_t i = 0; i < count; i++) {
        free(inputs[i].bytes);
        free(names[i]);
    }
    free(inputs);
    free(names);
    free(scratch);
    return 0;
}
