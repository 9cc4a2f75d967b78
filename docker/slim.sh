#!/bin/sh
# Removes from an installed environment what the programs never load, and symbols from its libraries: slim.sh SITE-PACKAGES.
# docker/prove.py runs afterwards with what is left.
set -eu
cd "$1"

# Tests, headers, sources, types, and languages that the site does not have. Bytecode is made anew by prove.py.
find . -type d \( -name tests -o -name include -o -name __pycache__ \) -prune -exec rm -r {} +
find . -path '*/locale/*' -type d -name LC_MESSAGES -not -path '*/en/*' -not -path '*/zh_Hans/*' -exec rm -r {} +
find . -regex '.*\.\(pyx\|pxd\|pxi\|pyi\|h\|hpp\|c\|cc\|a\|po\|map\)' -delete

# Of SciPy, scipy.special is used (leaderboard/domain/statistics/quantiles.py).
find scipy -mindepth 1 -maxdepth 1 -type d -not -name _lib -not -name special -exec rm -r {} +
rm -f scipy/special/cython_special*

# Of Pillow, a picture format that no submission may have.
rm -rf PIL/_avif* pillow.libs/libavif*

# Of Arrow, reading and writing Parquet. Its other file systems and its queries are libraries that only they load.
(cd pyarrow && rm -f ./*flight* ./*_s3fs* libarrow_s3* _pyarrow_cpp_tests* _orc* _dataset_orc* _substrait.* _acero.* _json.*)
# The wheel holds this library and one more under three names each, as copies.
for library in pyarrow/libarrow_python.so pyarrow/libarrow_python_parquet_encryption.so; do
    loaded=$(basename "$library".[0-9][0-9][0-9][0-9])
    for copy in "$library" "$library".*.*.*; do ln -sf "$loaded" "$copy"; done
done

# Of the descriptions of every service of AWS, those of S3 and of what gives credentials for it.
find botocore/data -mindepth 1 -maxdepth 1 -type d -not -name s3 -not -name sts -not -name 'sso*' -not -name signin -exec rm -r {} +

# A second implementation, for interpreters other than CPython.
rm -f zstandard/_cffi.*

# Static files are collected in a folder of their own.
rm -r ninja/static django/contrib/admin/static

# Libraries in *.libs were rewritten when the wheels were made, and do not load after this.
find . -name '*.so*' -type f -not -path './*.libs/*' -exec strip --strip-unneeded {} +
