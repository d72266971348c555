#!/bin/sh
# Makes seeds in fuzz/corpus (ignored by git) of the samples and the test reviews: each file is the first
# byte, which picks the format and the limits (see checks/stream.rs), then the document.
set -eu
cd "$(dirname "$0")/.."
out=fuzz/corpus
mkdir -p $out/document $out/reading $out/grade $out/swell

# The option byte (octal) that names a file's format; 0 asks the bytes.
option() {
  case $1 in
    *.gz | *.zst) echo 0 ;;
    *.txt) echo 1 ;;
    *.md) echo 2 ;;
    *.rst) echo 3 ;;
    *.html) echo 4 ;;
    *.xml | *.atom | *.rss) echo 5 ;;
    *.csv | *.tsv) echo 6 ;;
    *.json) echo 7 ;;
    *.jsonl) echo 10 ;;
    *.warc) echo 11 ;;
    *) echo 0 ;;
  esac
}

n=0
find samples corpus/reviews -type f ! -name '*.toml' ! -name README.md | LC_ALL=C sort | while read -r file; do
  n=$((n + 1))
  named=$(option "$file")
  tiny=$(printf '%o' $((0$named + 10)))
  for target in document reading; do
    { printf '\0'; cat "$file"; } >"$out/$target/seed-$n-sniffed"
    { printf "\\$named"; cat "$file"; } >"$out/$target/seed-$n-named"
    { printf "\\$tiny"; head -c 2000 "$file"; } >"$out/$target/seed-$n-tiny"
  done
  head -c 1200 "$file" >"$out/grade/seed-$n"
  { printf "\\$named\\100\\200"; head -c 500 "$file"; } >"$out/swell/seed-$n"
  { printf "\\$(printf '%o' $((0$named + 140)))\\100\\200"; head -c 500 "$file"; } >"$out/swell/seed-$n-ends"
done

# One-line reviews, with a grade and without one.
n=0
sed -n 's/^text *= "\(.*\)"$/\1/p' corpus/cases/grades.toml | while read -r text; do
  n=$((n + 1))
  printf '%b' "$(printf '%s' "$text" | sed 's/\\"/"/g; s/%/%%/g')" >"$out/grade/case-$n"
done
sed -n 's/^grade *= "\(.*\)"$/\1/p' corpus/cases/grades.toml | LC_ALL=C sort -u | while read -r text; do
  printf '%s' "$text" >"$out/grade/grade-$(printf '%s' "$text" | cksum | cut -d' ' -f1)"
done

# What broke something once may break something else.
for target in document grade reading swell; do
  find corpus/crashes/$target -type f ! -name README.md -exec cp {} $out/$target/ \;
done
