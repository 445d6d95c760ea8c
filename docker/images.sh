#!/usr/bin/env bash
# Builds the three images, and a fourth one that injects packet loss for `make chaos FAULTS=all`. Does nothing if neither
# the sources nor the images have changed since the last build, unless BASES is set. Each build context is assembled
# locally first, so that a build needs no network, and takes seconds when only the sources have changed.
source "$(dirname "$0")/settings.sh"
require_engine
source docker/bases.sh

CONTEXTS=.steadfast/images
# Contains a hash of the sources of the last build, and the IDs of the images.
BUILT="$CONTEXTS/built"
IMAGES=(steadfast-mongodb steadfast-master steadfast-slave steadfast-faults)

# Prints a hash of everything that images are built from.
hash_sources() {
  local sha256=(sha256sum)
  command -v sha256sum >/dev/null || sha256=(shasum -a 256)
  {
    find docker/{images.sh,bases.sh,mongodb,master,slave,faults} proto packages/*/{package.json,src} \
      package-lock.json node_modules/.package-lock.json -type f -print0 | LC_ALL=C sort -z | xargs -0 "${sha256[@]}"
    print "$STEADFAST_USER"
  } | "${sha256[@]}"
}

# Prints the IDs of the images that exist.
image_ids() { docker image inspect --format '{{.Id}}' "${IMAGES[@]}" 2>/dev/null || true; }

# Assembles the build context of an image, in two layers: `dependencies` (production dependencies as installed by npm)
# and `source` (the named packages, and those in this repository that they depend on). assemble_context ROLE PACKAGE...
assemble_context() {
  local role="$1" folder="$CONTEXTS/$1" path
  shift
  rm -rf "$folder"
  mkdir -p "$folder/dependencies/node_modules/@steadfast" "$folder/source/packages" "$folder/source/docker"
  npm ls --all --parseable --omit=dev "${@/#/--workspace=@steadfast/}" 2>/dev/null |
    sed -n "s|^$PWD/\(.*node_modules/.*\)|\1|p" | sort -u |
    while read -r path; do
      case "$path" in
        node_modules/@steadfast/*) add_package "$folder" "${path##*/}" ;;
        *)
          mkdir -p "$folder/dependencies/$(dirname "$path")"
          cp -r "$path" "$folder/dependencies/$(dirname "$path")/"
          ;;
      esac
    done || fail 'npm cannot list the installed packages. Run: make install'
  cp -r proto "$folder/source/"
  cp -r "docker/$role" "$folder/source/docker/"
  printf '{"private":true,"type":"module"}\n' >"$folder/source/package.json"
}

# Adds a package of this repository to a build context: add_package CONTEXT PACKAGE.
add_package() {
  ln -s "../../packages/$2" "$1/dependencies/node_modules/@steadfast/$2"
  mkdir -p "$1/source/packages/$2"
  cp -r "packages/$2/package.json" "packages/$2/src" "$1/source/packages/$2/"
}

# build ROLE CONTEXT BASE
build() {
  local image="steadfast-$1" context="$2"
  build_image --file "docker/$1/Dockerfile" --tag "$image" \
    --build-arg "BASE=$3" --build-arg "USER_ID=$STEADFAST_USER" "$context"
  print "image $image: $(($(docker image inspect --format '{{.Size}}' "$image") / 1000000)) MB"
}

sources="$(hash_sources)"
if [ -z "${BASES:-}" ] && [ "$(print "$sources" && image_ids)" = "$(cat "$BUILT" 2>/dev/null || true)" ]; then
  print 'the images are up to date'
  exit
fi
choose_bases
assemble_context master master seed
assemble_context slave slave
build mongodb docker/mongodb "$MONGODB_BASE"
build master "$CONTEXTS/master" "$NODE_BASE"
build slave "$CONTEXTS/slave" "$NODE_BASE"
build_image --tag steadfast-faults --build-arg "BASE=$NODE_BASE" docker/faults
{ print "$sources" && image_ids; } >"$BUILT"
# Images built by root are also those of the owner of this clone.
if [ "$(id -u)" -eq 0 ]; then chown -R --reference=. "$CONTEXTS"; fi
