# errbook: offers `why` after a command that failed. In ~/.zshrc: eval "$(errbook shell zsh)"
# A shell does not keep what a command printed, so `why` runs the command again. It asks first.
__errbook_preexec() { [[ $1 == why ]] || __errbook_command=$1; __errbook_ran=1 }
__errbook_precmd() {
  local code=$?
  if (( ${__errbook_ran:-0} && code != 0 && code != 130 )); then
    print -u2 -r -- "exit code $code: \`why\` runs it again and explains the error"
  fi
  __errbook_ran=0
  return $code
}
autoload -Uz add-zsh-hook
add-zsh-hook preexec __errbook_preexec
add-zsh-hook precmd __errbook_precmd
why() {
  [[ -n ${__errbook_command:-} ]] || { print -u2 'errbook: no command to run again'; return 1 }
  local answer
  print -u2 -rn -- "Run \`$__errbook_command\` again? [y/N] "
  read -r answer || return 1
  case $answer in y|Y|yes) errbook run -- zsh -c "$__errbook_command" ;; *) return 1 ;; esac
}
