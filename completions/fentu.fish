# fish completion for fentu: the program itself knows the words.

function __fentu_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    # Without the quote that is still open, or the backslashes.
    if string match -qr '^["\']' -- "$last"
        set last (string sub -s 2 -- "$last")
    else
        set last (string unescape -- "$last"; or echo "$last")
    end
    set -l lines ($words[1] __complete $words[2..-1] "$last" 2>/dev/null)
    set -l then $lines[-1]
    if test (count $lines) -gt 1
        printf '%s\n' $lines[1..-2]
    end
    switch $then
        case :files
            __fish_complete_path (commandline -ct)
        case :folders
            __fish_complete_directories (commandline -ct)
    end
end

complete -c fentu -f -a '(__fentu_complete)'
