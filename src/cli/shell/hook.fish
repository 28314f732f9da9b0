# errbook: offers `why` after a command that failed. In config.fish: errbook shell fish | source
# A shell does not keep what a command printed, so `why` runs the command again. It asks first.
function __errbook_postexec --on-event fish_postexec
    set -l code $status
    if test "$argv[1]" != why
        set -g __errbook_command $argv[1]
        if test $code -ne 0 -a $code -ne 130
            echo "exit code $code: `why` runs it again and explains the error" >&2
        end
    end
    return $code
end
function why
    if test -z "$__errbook_command"
        echo 'errbook: no command to run again' >&2
        return 1
    end
    read -l -P "Run `$__errbook_command` again? [y/N] " answer; or return 1
    switch $answer
        case y Y yes
            errbook run -- fish -c "$__errbook_command"
        case '*'
            return 1
    end
end
