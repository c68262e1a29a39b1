# The cases of the vectors with one slot that has methods, and what there is to take of each end.

# What the first of a method's options of this name is.
def option($name): [match($name + "=([a-z0-9]+)").captures[0].string][0];

# Whose breaking gives a kind of the material away: the rest is public, or good for nothing.
def atoms:
	option("group") as $group | option("kind") as $agent |
	{e: [$group], s: [$group, "pair 0"], psk: ["slot 0"], key: [$agent], enc: ["rsa", "receiver 0"]};

# A piece of the material, by its name, for each atom that it goes with.
def pieces($keys; $atoms; $side):
	(.key / ".") as [$slot, $ordinal, $what] | .value as $value |
	($atoms[$what] // [])[] as $atom |
	{atom: $atom, what: $what, slot: ($slot | tonumber), ordinal: ($ordinal | tonumber), "end": $side} +
	if $what == "enc" then $keys[$value] | {spki, p, q} else {hex: $value} end;

.keys as $keys | .cases[] | select(.canonical | test("[|]0:hkdf:[^|]*[(][^|]*$")) |
(.canonical | sub(".*[|]0:hkdf:"; "")) as $provider | ($provider | atoms) as $atoms |
{name: "vector_\(.name)", keys: ((.canonical | if test("[|]s:none") then "key session none; " else "" end) +
	"key 0 \($provider);"), canonical, id_I, id_R, M1, M2, M3,
 body: .packets[1].plain, data: .packets[1].packet,
 loot: [(.material.I | to_entries[] | pieces($keys; $atoms; 0)),
	(.material.R | to_entries[] | pieces($keys; $atoms; 1))]}
