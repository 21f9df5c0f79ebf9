#include "web/qr.h"

#include <qrencode.h>

#include "bounds.h"

enum { BORDER = 4 }; // ISO/IEC 18004 asks for four light modules round it

static void release(void *code)
{
    QRcode_free(code);
}

// Each row's dark runs, as rectangles one module high.
static str path_of(ctx *c, const QRcode *code)
{
    buf path = buf_new(c->arena, BOUND_QR_PATH_BYTES);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width;) {
            int from = x;
            while (x < code->width && (code->data[y * code->width + x] & 1))
                x++;
            if (x > from)
                buf_fmt(&path, "M%d %dh%dv1h-%dz", from + BORDER, y + BORDER, x - from, x - from);
            if (x == from) x++;
        }
    }
    return buf_str(&path);
}

bool qr_put(ctx *c, json_t *model, const char *key, str text)
{
    QRcode *code = QRcode_encodeString8bit(str_c(c->arena, text), 0, QR_ECLEVEL_M);
    if (!code) return fail(c, ERR_TOO_LARGE, tr(c, "the text is too long for a QR code"));
    arena_defer(c->arena, release, code);
    json_t *drawn = json_new_object(c);
    json_put_i64(drawn, "size", code->width + 2 * BORDER);
    json_put_str(drawn, "path", path_of(c, code));
    json_put(model, key, drawn);
    return true;
}
