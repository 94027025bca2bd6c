# What zsh makes of a line when Tab is pressed: complete_in_zsh.zsh FOLDER LINE, where FOLDER holds _mlp.
# Prints the line afterwards, in <>.
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
send() { zpty -w shell "$1" }
send "PROMPT=; PS2=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D"
send 'setopt no_beep; report() { print -r -- "<$BUFFER>"; BUFFER= }; zle -N report; bindkey "^X" report'
send 'print rea""dy'
zpty -r -m shell answer '*ready*' || exit 1
zpty -w -n shell "$2"$'\t\x18'
zpty -r -m shell answer '*<*>*' || exit 1
print -r -- "${${answer##*<}%%>*}"
zpty -d shell
