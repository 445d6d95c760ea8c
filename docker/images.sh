#!/usr/bin/env bash
# Builds the three images, and a fourth that only chaos uses. What they contain is laid out on this machine first, so
# that a build needs no network, and takes seconds when only the source changed.
source "$(dirname "$0")/settings.sh"
need_engine
source docker/bases.sh

LAYOUT=.steadfast/images

# Lays out an image's folder: `dependencies` (what npm installed, without what only development needs), `source`.
lay_out() {
  local role="$1" folder="$LAYOUT/$1" package path
  shift
  rm -rf "$folder"
  mkdir -p "$folder/dependencies/node_modules/@steadfast" "$folder/source/packages"
  for package in "$@"; do
    ln -s "../../packages/$package" "$folder/dependencies/node_modules/@steadfast/$package"
    mkdir -p "$folder/source/packages/$package"
    cp -r "packages/$package/package.json" "packages/$package/src" "$folder/source/packages/$package/"
  done
  npm ls --all --parseable --omit=dev $(printf -- '--workspace=@steadfast/%s ' "$@") 2>/dev/null |
    sed -n "s|^$PWD/\(node_modules/.*\)|\1|p" | grep -v '^node_modules/@steadfast/' | sort -u |
    while read -r path; do
      mkdir -p "$folder/dependencies/$(dirname "$path")"
      cp -r "$path" "$folder/dependencies/$(dirname "$path")/"
    done
  cp -r proto "$folder/source/"
  mkdir "$folder/source/docker"
  cp -r "docker/$role" "$folder/source/docker/"
  printf '{"private":true,"type":"module"}\n' >"$folder/source/package.json"
}

build() {
  local image="steadfast-$1" folder="$2"
  build_image --file "docker/$1/Dockerfile" --tag "$image" \
    --build-arg "BASE=$3" --build-arg "USER_ID=$STEADFAST_USER" "$folder"
  say "image $image: $(($(docker image inspect --format '{{.Size}}' "$image") / 1000000)) MB"
}

choose_bases
lay_out master protocol runtime master seed
lay_out slave protocol runtime slave
build mongodb docker/mongodb "$MONGODB_BASE"
build master "$LAYOUT/master" "$NODE_BASE"
build slave "$LAYOUT/slave" "$NODE_BASE"
build_image --tag steadfast-faults --build-arg "BASE=$NODE_BASE" docker/faults
