# layercheck: fails when a file of src/ includes a folder that src/LAYERS does not let it include, or when
# LAYERS itself lets a folder use one that is not above it (so there can be no cycle).
# Usage: cd src && awk -f ../tools/layercheck.awk LAYERS FILE...
# Prints "file:line: rule" for each breach; the exit status is 1 when there was one.

function breach(rule) { printf "%s:%d: %s\n", FILENAME, FNR, rule; breaches++ }

FILENAME == "LAYERS" {
    if ($0 ~ /^#/ || NF == 0) next
    if ($1 in known) breach("the folder " $1 " stands here twice")
    for (i = 2; i <= NF; i++) {
        if (!($i in known)) breach($1 " may not use " $i ": it does not stand above it")
        may[$1, $i] = 1
    }
    known[$1] = may[$1, $1] = 1
    next
}

FNR == 1 {
    folder = index(FILENAME, "/") ? substr(FILENAME, 1, index(FILENAME, "/") - 1) : ""
    if (folder != "" && !(folder in known)) breach("the folder " folder " does not stand in LAYERS")
}

# Only includes in quotes are ours; one without a folder is src/bounds.h, sql.h or the like, free to all.
/^[ \t]*#[ \t]*include[ \t]*"[^"\/]+\// {
    split($0, part, "\"")
    target = substr(part[2], 1, index(part[2], "/") - 1)
    if (folder == "") {
        if (FILENAME != "main.c") breach("a header outside the layers may include none of them: " part[2])
    } else if (!(target in known)) {
        breach("includes " part[2] ": " target " does not stand in LAYERS")
    } else if (!((folder, target) in may)) {
        breach(folder " may not include " part[2] " (src/LAYERS)")
    }
}

END { exit breaches > 0 }
