#compdef lab
# Completion of lab for zsh, written by 'lab completion zsh'.

# Sets 'found' to what may stand at a place, each with its description; false where there is no such place.
_lab_at() {
    case $1 in
@rules@
    *) return 1 ;;
    esac
}

_lab() {
    local word=${words[CURRENT]} command=lab option='' position=1 runs=runs index given
    local -a found
    for ((index = 2; index < CURRENT; index++)); do
        given=${words[index]}
        if [[ -n $option ]]; then
            [[ $option == --runs-dir ]] && runs=${${(Q)given}/#\~\//$HOME/}
            option=''
        elif [[ $given == -*=* ]]; then
            [[ $given == --runs-dir=* ]] && runs=${${(Q)given#*=}/#\~\//$HOME/}
            continue
        elif [[ $given == -* ]]; then
            # A known option with a value has a place of its own; an unknown one is a setting, which has a value.
            _lab_at "$command -"
            if _lab_at "$command $given" || [[ -z ${found[(r)$given(|:*)]} ]]; then
                option=$given
            fi
        elif [[ $position == 1 ]] && _lab_at "$command $given:"; then
            command+=" $given"
        else
            position=$((position + 1))
        fi
    done

    found=()
    if [[ -z $option && $word == --*=* ]]; then
        option=${word%%=*}
        compset -P '*='
    fi
    if [[ -n $option ]]; then
        _lab_at "$command $option" || return 0
    elif [[ $word == -* ]]; then
        _lab_at "$command -"
    else
        _lab_at "$command $position" || _lab_at "$command +" || _lab_at "$command:"
    fi

    case ${found[1]} in
    @files) _files ;;
    @runs) _files -W "$runs" -/ ;;
    '') ;;
    *) _describe 'lab' found ;;
    esac
}

# Sourced, or loaded as a function from fpath.
if [[ ${funcstack[1]} == _lab ]]; then
    _lab "$@"
else
    compdef _lab lab
fi
