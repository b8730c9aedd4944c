# Takes away the paragraphs that scdoc opens and leaves empty, after and before
# headings, and moves those at the end of what is indented behind it. Pages look
# the same; mandoc calls each empty one out.
/^\.nf$/ { literal = 1 }
/^\.fi$/ { literal = 0 }
/^\.P$/ && !literal {
	waiting = !heading
	next
}
/^$|^\.sp/ && !literal { next }
{
	if (waiting && !/^\.(SH|SS|RE|TH)/)
		print ".P"
	waiting = /^\.TE$/ || (waiting && /^\.RE$/)
	heading = /^\.(SH|SS|TH)/
	print
}
