#!/bin/sh
# fetch_duckdb keeps the files when their checksums are right, and nothing at all when one is not.
set -eu
source=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir tools bin
cp "$source/tools/fetch_duckdb" tools/

# Stands for npm: packs a library, or a header, that says only its name.
cat >bin/npm <<'END'
#!/bin/sh
for package; do :; done
case $package in duckdb@*) file=src/duckdb/src/include/duckdb.h ;; *) file=libduckdb.so ;; esac
mkdir -p "package/$(dirname $file)"
echo "$file" >package/$file
tar -czf x.tgz package/$file && rm -r package && echo x.tgz
END
chmod +x bin/npm
PATH=$folder/bin:$PATH

sum() { echo "$1" | sha256sum | cut -d ' ' -f 1; }
write_sums() { # LIBRARY HEADER: what the files are promised to say
    printf 'any libduckdb.so %s @duckdb/x@1\nany duckdb.h %s duckdb@1\n' "$(sum "$1")" "$(sum "$2")" >tools/duckdb.sha256
}
die() { echo "$1" >&2 && exit 1; }

write_sums libduckdb.so something-else
said=$(sh tools/fetch_duckdb 2>&1) && die 'a wrong checksum was taken'
case $said in *'duckdb.h of duckdb@1 is not the file'*) ;; *) die "said: $said" ;; esac
[ -z "$(find deps -type f)" ] || die 'something was kept'

write_sums libduckdb.so src/duckdb/src/include/duckdb.h
sh tools/fetch_duckdb >/dev/null
[ "$(find deps -type f | sort | tr '\n' ' ')" = 'deps/duckdb/duckdb.h deps/duckdb/libduckdb.so ' ] || die 'not kept as it should be'

write_sums a b
sh tools/fetch_duckdb >/dev/null 2>&1 && die 'a wrong checksum was taken'
[ -f deps/duckdb/duckdb.h ] || die 'what was there before is gone'
