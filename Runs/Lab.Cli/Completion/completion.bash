# Completion of lab for bash, written by 'lab completion bash'.

# Sets 'found' to what may stand at a place; false where there is no such place.
_lab_at() {
    case $1 in
@rules@
    *) return 1 ;;
    esac
}

_lab() {
    local word=${COMP_WORDS[COMP_CWORD]} command=lab option='' position=1 runs=runs index given found name
    for ((index = 1; index < COMP_CWORD; index++)); do
        given=${COMP_WORDS[index]}
        # To bash --option=value is three words.
        if [[ $given == '=' ]]; then
            continue
        elif [[ -n $option ]]; then
            [[ $option == --runs-dir ]] && runs=${given/#\~\//$HOME/}
            option=''
        elif [[ $given == -* ]]; then
            # A known option with a value has a place of its own; an unknown one is a setting, which has a value.
            _lab_at "$command -"
            if _lab_at "$command $given" || [[ " $found " != *" $given "* ]]; then
                option=$given
            fi
        elif [[ $position == 1 ]] && _lab_at "$command $given:"; then
            command+=" $given"
        else
            position=$((position + 1))
        fi
    done

    [[ $word == '=' ]] && word=''
    COMPREPLY=()
    found=''
    if [[ -n $option ]]; then
        _lab_at "$command $option" || return 0
    elif [[ $word == -* ]]; then
        _lab_at "$command -"
    else
        _lab_at "$command $position" || _lab_at "$command +" || _lab_at "$command:"
    fi

    case $found in
    @files)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        ;;
    @runs)
        # Without CDPATH, by which another folder of this name might be found; names may have blanks.
        mapfile -t COMPREPLY < <(CDPATH='' cd -- "$runs" >/dev/null 2>&1 && compgen -d -- "$word" \
            | while IFS= read -r name; do printf '%q\n' "$name"; done)
        ;;
    *)
        mapfile -t COMPREPLY < <(compgen -W "$found" -- "$word")
        ;;
    esac
}

complete -F _lab lab
