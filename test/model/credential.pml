/*
 * The life of one profile's credential: every command that writes it, at once.
 *
 * The server revokes only the token that it is given, as RFC 7009 asks for no
 * more, and replaces the refresh token with each use. One process may be
 * killed at any step (KILLS). What it has sent to the keyring may be carried
 * out after its lock is free.
 *
 * What holds in every interleaving:
 *
 *   - the record belongs to what a person did last: no refresh, no rotation
 *     and no unfinished write undoes a logout or replaces a newer login;
 *   - once a logout has said that the server no longer accepts a login, no
 *     token of that login is accepted, but for one whose only owner was killed
 *     before it was stored;
 *   - without a kill, a credential that is stored is accepted;
 *   - nobody waits for ever.
 *
 * Each guard can be left out, and each is then missed:
 *
 *   -DNO_LOCK    only a refresh takes the lock
 *   -DNO_REREAD  what was read before the lock is gone by
 *   -DNO_SWAP    the keyring looks and writes in two steps
 *   -DBEFORE     all three: the program as it once was
 *   -DLOGIN_FIRST  a logout removes the login before the former key
 *
 * A credential is a generation: the pair of tokens, or the key, with a number.
 * Those that a refresh makes of each other are one family.
 */
#ifdef BEFORE
#define NO_LOCK
#define NO_REREAD
#define NO_SWAP
#endif

#ifndef KILLS
#define KILLS 1
#endif

#define NONE	    0
#define GENERATIONS 7

#define OAUTH 1
#define KEY   2

/* The keyring. */
byte record = NONE;
byte former = NONE; /* the key that a rotation has replaced */

/* The server. */
byte generations = 0;
byte kind[GENERATIONS];
byte family[GENERATIONS];
bool accepted[GENERATIONS];

/* The lock of the kernel. */
bool locked = false;

/* What nobody in the program knows: it is compared at the end. */
byte last = NONE;	  /* the family that a person left stored */
bool told[GENERATIONS];	  /* families that are said to be revoked */
bool lost[GENERATIONS];	  /* tokens whose only owner was killed */
byte kills = KILLS;
byte running = 0;

inline issue(ret, of_kind, of_family)
{
	generations++;
	ret = generations;
	kind[ret] = of_kind;
	family[ret] = of_family;
	accepted[ret] = true;
}

#define TAKE_LOCK atomic { !locked -> locked = true; mine = true }
#ifdef NO_LOCK
#define TAKE_PERSONS_LOCK skip
#else
#define TAKE_PERSONS_LOCK TAKE_LOCK
#endif

/* The kernel gives the lock back, whatever ended its owner. */
#define RELEASE_LOCK                                                           \
	d_step {                                                               \
		if                                                             \
		:: mine -> locked = false; mine = false                        \
		:: else                                                        \
		fi                                                             \
	}
#define END                                                                    \
	d_step {                                                               \
		if                                                             \
		:: mine -> locked = false                                      \
		:: else                                                        \
		fi;                                                            \
		running--                                                      \
	}

#define MAY_BE_KILLED                                                          \
	if                                                                     \
	:: true                                                                \
	:: atomic { kills > 0 -> kills--; goto done }                           \
	fi

/* The keyring puts `now` in the place of `was`. */
#ifdef NO_SWAP
#define REPLACE(was, now)                                                      \
	seen = record;                                                         \
	if                                                                     \
	:: seen == was ->                                                      \
		atomic { assert(last == family[was]); record = now }           \
	:: else                                                                \
	fi
#else
#define REPLACE(was, now)                                                      \
	atomic {                                                               \
		if                                                             \
		:: record == was ->                                            \
			assert(last == family[was]); record = now              \
		:: else                                                        \
		fi                                                             \
	}
#endif

/* The write of a process that was killed. */
proctype unfinished_write(byte was, now)
{
#ifdef NO_SWAP
	atomic { assert(last == family[now]); record = now }
#else
	atomic {
		if
		:: record == was -> record = now
		:: else -> lost[now] = true
		fi
	}
#endif
	running--
}

proctype refresh()
{
	byte read, new, seen;
	bool mine = false;

	atomic {
		read = record;
		if
		:: read == NONE || kind[read] != OAUTH -> goto done
		:: else
		fi
	}
	TAKE_LOCK;
	MAY_BE_KILLED;
#ifndef NO_REREAD
	if
	:: record != read -> goto done /* refreshed already, or logged out */
	:: else
	fi;
#endif
	atomic {
		if
		:: accepted[read] ->
			issue(new, OAUTH, family[read]);
			accepted[read] = false
		:: else -> goto done /* the login has ended */
		fi
	}
	if
	:: true
	:: atomic { kills > 0 -> kills--; lost[new] = true; goto done }
	:: atomic {
		kills > 0 -> kills--; running++;
		run unfinished_write(read, new); goto done
	   }
	fi;
	REPLACE(read, new);
done:	skip;
	END
}

proctype login(byte of_kind)
{
	byte new;
	bool mine = false;

	atomic { issue(new, of_kind, generations) }
	TAKE_PERSONS_LOCK;
	MAY_BE_KILLED;
	atomic { record = new; last = family[new] }
done:	skip;
	END
}

proctype logout()
{
	byte read, asked;
	bool mine = false;

	asked = record;
	TAKE_PERSONS_LOCK;
#ifdef NO_REREAD
	read = asked;
#else
	read = record;
#endif
	if
	:: read == NONE -> goto done
	:: kind[read] == KEY && read != asked -> goto done /* ask again */
	:: else
	fi;
again:
	accepted[read] = false;
	MAY_BE_KILLED;
#ifdef LOGIN_FIRST
	atomic { record = NONE; last = NONE; told[family[read]] = true }
	MAY_BE_KILLED;
	former = NONE;
#else
	former = NONE;
	MAY_BE_KILLED;
	atomic {
#ifndef NO_SWAP
		if
		:: record != read && record != NONE ->
			read = record; goto again
		:: else
		fi;
#endif
		record = NONE; last = NONE; told[family[read]] = true
	}
#endif
done:	skip;
	END
}

proctype rotate()
{
	byte read, new;
	bool mine = false;

	atomic {
		read = record;
		if
		:: read == NONE || kind[read] != KEY -> goto done
		:: else
		fi;
		issue(new, KEY, generations) /* by a person, who is asked */
	}
	TAKE_PERSONS_LOCK;
#ifndef NO_REREAD
	if
	:: record != read -> goto done
	:: else
	fi;
#endif
	former = read;
	MAY_BE_KILLED;
	atomic {
#ifndef NO_SWAP
		if
		:: record != read -> former = NONE; goto done
		:: else
		fi;
#endif
		assert(last == family[read]);
		record = new; last = family[new]
	}
	RELEASE_LOCK;
	MAY_BE_KILLED;
	accepted[read] = false;
	TAKE_PERSONS_LOCK;
	former = NONE;
done:	skip;
	END
}

/* The next rotation, after one that was cut off. */
proctype restore()
{
	bool mine = false;

	if
	:: record == NONE && former != NONE
	:: else -> goto done
	fi;
	TAKE_PERSONS_LOCK;
	atomic {
		if
		:: record == NONE && former != NONE ->
			assert(last == family[former]);
			record = former
		:: else
		fi
	}
done:	skip;
	END
}

init {
	byte i;

	atomic {
		if
		:: issue(record, OAUTH, 1)
		:: issue(record, KEY, 1)
		fi;
		last = family[record];
		running = 6;
		run refresh();
		run refresh();
		if
		:: run login(OAUTH)
		:: run login(KEY)
		fi;
		run logout();
		run rotate();
		run restore();
	}
	atomic {
		running == 0 ->
		assert(!locked);
		assert(record == NONE -> last == NONE : family[record] == last);
		assert(record == NONE || accepted[record] || kills < KILLS);
		i = 1;
		do
		:: i > generations -> break
		:: else ->
			assert(!told[family[i]] || !accepted[i] || lost[i]);
			i++
		od
	}
}
