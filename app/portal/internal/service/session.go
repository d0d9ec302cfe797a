package service

import (
	"context"
	"net/http"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	portalv1 "github.com/chengxin-credit/chengxin/api/portal/v1"
	"github.com/chengxin-credit/chengxin/app/portal/internal/biz"
)

// Rim is what the server around gives a raw route. Every field is required.
type Rim struct {
	// Read reads a JSON body strictly.
	Read  func(r *http.Request, into proto.Message) error
	Reply func(w http.ResponseWriter, status int, m proto.Message) error
	// Fault answers with a refusal; status 0 is that of its kind.
	Fault func(w http.ResponseWriter, r *http.Request, status int, err error)
	// Timeout bounds a request of these routes: the server around sets no limit on raw ones.
	Timeout time.Duration
	// Network names where a request comes from, as far as one owner reaches.
	Network func(r *http.Request) string
}

// Installed is what pages may know of the installation.
type Installed struct {
	Demo    bool
	Version string
}

// Session serves /portal/session: portal.v1's service Session, with the token in a cookie.
type Session struct {
	sessions  *biz.Sessions[*accessv1.MeReply]
	cookies   Cookies
	secret    func() (string, error)
	installed Installed
	rim       Rim
	guard     guard
}

// NewSession serves sessions; secret makes a new unguessable value.
func NewSession(s *biz.Sessions[*accessv1.MeReply], c Cookies, secret func() (string, error), installed Installed, rim Rim) *Session {
	return &Session{sessions: s, cookies: c, secret: secret, installed: installed, rim: rim}
}

// Current is GET: who the browser's cookie stands for. A cookie that stands for nobody any more is taken away.
func (s *Session) Current(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.rim.Timeout)
	defer cancel()
	open, err := s.sessions.Current(ctx, cookie(r, SessionCookie))
	if err != nil {
		s.rim.Fault(w, r, 0, err)
		return
	}
	if open == nil {
		s.anonymous(w, r)
		return
	}
	s.reply(w, open)
}

// Open is POST: a login. Its token is new, whatever the browser brought along.
func (s *Session) Open(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.rim.Timeout)
	defer cancel()
	var in portalv1.OpenRequest
	err := s.guard.check(r)
	if err == nil {
		err = s.rim.Read(r, &in)
	}
	var open *biz.Session[*accessv1.MeReply]
	if err == nil {
		open, err = s.sessions.Open(ctx, cookie(r, SessionCookie), in.GetName(), in.GetPassword())
	}
	if err != nil {
		s.rim.Fault(w, r, 0, err)
		return
	}
	s.cookies.set(w, r, SessionCookie, open.Token)
	s.cookies.remove(w, r, VisitorCookie)
	s.reply(w, open)
}

// Close is DELETE: a logout. The browser forgets the session even when it could not be ended, which the answer then says.
func (s *Session) Close(w http.ResponseWriter, r *http.Request) {
	if err := s.guard.check(r); err != nil {
		s.rim.Fault(w, r, 0, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.rim.Timeout)
	defer cancel()
	if err := s.sessions.Close(ctx, cookie(r, SessionCookie)); err != nil {
		s.cookies.remove(w, r, SessionCookie)
		s.rim.Fault(w, r, 0, err)
		return
	}
	s.anonymous(w, r)
}

func (s *Session) reply(w http.ResponseWriter, open *biz.Session[*accessv1.MeReply]) {
	s.write(w, &portalv1.SessionReply{
		Me: open.Me, Csrf: biz.CSRF(biz.OfSession, open.Token), IdleSeconds: int32(open.Idle / time.Second), ExpiresAt: timestamppb.New(open.Expires),
	})
}

// anonymous answers a browser in which nobody is logged in. It gets a secret of its own, or keeps the one it has.
func (s *Session) anonymous(w http.ResponseWriter, r *http.Request) {
	if len(r.CookiesNamed(SessionCookie)) > 0 {
		s.cookies.remove(w, r, SessionCookie)
	}
	visitor := cookie(r, VisitorCookie)
	if visitor == "" {
		var err error
		if visitor, err = s.secret(); err != nil {
			s.rim.Fault(w, r, 0, err)
			return
		}
		s.cookies.set(w, r, VisitorCookie, visitor)
	}
	s.write(w, &portalv1.SessionReply{Csrf: biz.CSRF(biz.OfVisitor, visitor)})
}

func (s *Session) write(w http.ResponseWriter, m *portalv1.SessionReply) {
	m.Demo, m.Version = s.installed.Demo, s.installed.Version
	if err := s.rim.Reply(w, http.StatusOK, m); err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
}
