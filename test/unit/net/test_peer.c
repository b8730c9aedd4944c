#include "lib/net/peer.h"

#include <glib.h>

#define HEAD                                                                   \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "  \
	"retrnsmt   uid  timeout inode\n"
#define REST(uid, inode)                                                       \
	" 01 00000000:00000000 00:00000000 00000000 " uid "        0 " inode   \
	" 1 000000005da70b32 20 4 30 10 -1\n"
#define OURS   "0100007F:9043"
#define THEIRS "0100007F:C001"
#define MAPPED "0000000000000000FFFF0000"
#define LISTENER                                                               \
	"   0: " OURS " 00000000:0000 0A 00000000:00000000 00:00000000 "       \
	"00000000  1000        0 2785728 1 000000005da70b32 100 0 0 10 0\n"
#define OUR_END "   1: " OURS " " THEIRS REST(" 1000", "77")

static void the_other_end_has_a_user(void)
{
	static const struct {
		const char *table;
		enum peer_sight sight;
		unsigned uid;
	} cases[] = {
		{ HEAD LISTENER OUR_END "   2: " THEIRS
					" " OURS REST(" 1001", "78"),
		  PEER_SEEN, 1001 },
		{ HEAD "   0: " THEIRS " " OURS REST("    0", "78") OUR_END,
		  PEER_SEEN, 0 },
		/* through a socket of IPv6, in the second file */
		{ HEAD LISTENER OUR_END HEAD
		  "   0: " MAPPED THEIRS " " MAPPED OURS REST("65534", "78"),
		  PEER_SEEN, 65534 },
		/* closed: listed as root's, held by none */
		{ HEAD LISTENER OUR_END "   2: " THEIRS
					" " OURS REST("    0", "0"),
		  PEER_GONE, 9 },
		{ HEAD LISTENER OUR_END, PEER_GONE, 9 },
		/* the same ports at another address are another's */
		{ HEAD OUR_END "   2: 0200007F:C001 " OURS REST(" 1000", "78"),
		  PEER_GONE, 9 },
		{ HEAD OUR_END "   2: " THEIRS
			       " 0200007F:9043" REST(" 1000", "78"),
		  PEER_GONE, 9 },
		{ HEAD LISTENER, PEER_UNSEEN, 9 },
		{ HEAD, PEER_UNSEEN, 9 },
		{ "", PEER_UNSEEN, 9 },
		/* cut */
		{ HEAD LISTENER OUR_END "   2: " THEIRS " " OURS " 01 000",
		  PEER_GONE, 9 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		unsigned uid = 9;

		g_assert_cmpint(peer_find(cases[i].table, OURS, THEIRS, &uid),
				==, cases[i].sight);
		g_assert_cmpuint(uid, ==, cases[i].uid);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/peer/the other end has a user",
			the_other_end_has_a_user);
	return g_test_run();
}
