# The cases, each with what the checker said of its slot: atoms by their names, and whether what is
# stolen after the fact is of no use.
def atom: .family // .agent // .kind + if has("slot") then " \(.slot)" else "" end;

def verdict:
	{canonical, secrecy: all(.findings[]; .rule != "no-forward-secrecy"),
	 floor: (.floor.privacy | {least, witness: [.witness[] | atom]})};

($sessions + $vectors) as $cases |
[to_entries[] | select(.value.accepted) | (.value | verdict) + $cases[.key]]
