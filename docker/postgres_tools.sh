#!/bin/sh
# Copies pg_dump and pg_restore with the libraries that they need beyond the C library's: postgres_tools.sh FOLDER.
set -eu
mkdir -p "$1/bin" "$1/programs" "$1/lib"
for name in pg_dump pg_restore; do
    program=$(ls -d /usr/lib/postgresql/*/bin/$name | sort -V | tail -n 1)
    cp "$program" "$1/programs/"
    ldd "$program" | awk '$2 == "=>" { print $3 }' | grep -Ev '/(libc|libm|libdl|librt|libpthread|libresolv)\.so' | xargs cp -Lt "$1/lib"
    # Only these programs are to load these libraries.
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s/lib exec %s/programs/%s "$@"\n' "$1" "$1" "$name" >"$1/bin/$name"
    chmod 755 "$1/bin/$name"
    "$1/bin/$name" --version
done
