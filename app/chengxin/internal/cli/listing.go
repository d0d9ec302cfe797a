package cli

import (
	"net/url"
	"strconv"

	"github.com/spf13/cobra"
)

// mostListed is how many entries one call lists at most.
const mostListed = 10_000

// listing is what the flags of a command that lists ask for.
type listing struct {
	limit int
	query url.Values
}

// listingFlags gives a command its limit.
func listingFlags(c *cobra.Command) {
	c.Flags().Int("limit", 100, "most entries to list, up to "+strconv.Itoa(mostListed))
}

// listingOf reads the limit and the flags that go into the query, by the name they have there.
func listingOf(cmd *cobra.Command, flags map[string]string) (listing, error) {
	l := listing{query: url.Values{}}
	var err error
	if l.limit, err = cmd.Flags().GetInt("limit"); err != nil {
		return l, err
	}
	if l.limit < 1 || l.limit > mostListed {
		return l, usage(cmd, "--limit must be between 1 and "+strconv.Itoa(mostListed))
	}
	for name, flag := range flags {
		if v := text(cmd, flag); v != "" {
			l.query.Set(name, v)
		}
	}
	return l, nil
}

// pages asks for page after page, each of most entries at most, until there are no more or the limit is reached. ask keeps a page and
// says how many entries it had and where the next one begins.
func (l listing) pages(most int, ask func(url.Values) (n int, next string, err error)) error {
	for left := l.limit; left > 0; {
		l.query.Set("limit", strconv.Itoa(min(left, most)))
		n, next, err := ask(l.query)
		if err != nil || next == "" {
			return err
		}
		left -= n
		l.query.Set("cursor", next)
	}
	return nil
}
