# errbook: offers `why` after a command that failed. In ~/.bashrc: eval "$(errbook shell bash)"
# A shell does not keep what a command printed, so `why` runs the command again. It asks first.
__errbook_prompt() {
  local code=$?
  if [ "$code" -ne 0 ] && [ "$code" -ne 130 ] && [ "${__errbook_last-}" != "$(HISTTIMEFORMAT='' history 1)" ]; then
    __errbook_last=$(HISTTIMEFORMAT='' history 1)
    printf 'exit code %s: `why` runs it again and explains the error\n' "$code" >&2
  fi
  return "$code"
}
case ";${PROMPT_COMMAND-};" in
  *";__errbook_prompt;"*) ;;
  *) PROMPT_COMMAND="__errbook_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND}" ;;
esac
why() {
  local command answer
  command=$(HISTTIMEFORMAT='' history 2 | head -n 1 | sed 's/^ *[0-9]*[* ] *//')
  [ -n "$command" ] || { echo 'errbook: no command to run again' >&2; return 1; }
  printf 'Run `%s` again? [y/N] ' "$command" >&2
  read -r answer || return 1
  case $answer in y | Y | yes) errbook run -- bash -c "$command" ;; *) return 1 ;; esac
}
