# Starts a daemon on Linux; sourced by engine.sh.

# Starts a program in the background, in a session of its own: start_daemon LOG PROGRAM [PARAMETER...]
# It inherits no open files, because a daemon that inherits the descriptor of a lock holds that lock as long as it runs.
start_daemon() {
  local log="$1"
  shift
  (
    cd /
    for path in "/proc/$BASHPID/fd/"*; do
      descriptor="${path##*/}"
      if [ "$descriptor" -gt 2 ]; then exec {descriptor}>&-; fi
    done
    exec setsid "$@"
  ) >"$log" 2>&1 </dev/null &
}
