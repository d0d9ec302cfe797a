package boot

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/internal/chio"
	"github.com/chengxin-credit/chengxin/internal/clock"
	"github.com/chengxin-credit/chengxin/internal/domain/rules"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/seal"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

// Module is one service as boot sees it: its routes, its work in the background, its readiness and its end.
type Module struct {
	// Name is the service's name, such as "history".
	Name string
	// GRPC registers the service's gRPC servers; methods with google.api.http options get their HTTP routes from them.
	GRPC func(grpc.ServiceRegistrar)
	// HTTP registers what is no plain method: streams, files, foreign layouts. May be nil.
	HTTP func(*Router)
	// Workers run from the module's start to its stop.
	Workers []Worker
	// Ready says what the module is still waiting for; nil means ready. May be nil.
	Ready func(context.Context) error
	// Close releases what Build opened, after the workers have ended. May be nil.
	Close func(context.Context) error
}

// Worker is work in the background.
type Worker struct {
	Name string
	// Run works until ctx ends. When it returns earlier, with or without an error, it is started again after a pause
	// that grows from 200 ms to 10 s.
	Run func(ctx context.Context) error
}

// Build makes a module. The modules before it in the start order are already running and may be called.
type Build func(ctx context.Context, env *Env) (*Module, error)

// Env is what a module gets from the process it runs in. Every field is set.
type Env struct {
	Config *confv1.Config
	// Data is the data folder; a service keeps its files in a folder of its own name below it.
	Data  string
	Log   *slog.Logger
	Clock clock.Clock
	Rand  io.Reader
	// Policy decides. It follows the access service, in this process or another.
	Policy *policy.Store
	// Peers reaches the other services.
	Peers Peers
	// Evidence appends to the ledger.
	Evidence   *evidencelog.Log
	Kafka      kafkaio.Config
	ClickHouse chio.Config
	SQL        sqlstore.Config
	Seal       *seal.Keyring
	// Calendar, Divisions, Publication and Removals are the dated rule tables.
	Calendar    *rules.Calendar
	Divisions   *rules.Divisions
	Publication rules.Table
	Removals    rules.Removals
	// Metrics names each metric's service by itself.
	Metrics prometheus.Registerer
	// Gatherer reads all metrics of this process; States asks each of its modules whether it is ready.
	Gatherer prometheus.Gatherer
	States   func(context.Context) []ModuleState
	// Public is the HTTP interface of this process, without a network in between: a request takes the same way as one from outside. It is
	// complete once the process serves.
	Public http.Handler
	// Local says whether a service runs in this process.
	Local func(service string) bool
	// Demo is "", "none", "small" or "city".
	Demo string
	// Stdout is for what the operator must read, such as one-time enrolment links.
	Stdout io.Writer
}

// ModuleState is one module's answer to whether it is ready; Message says why not, as far as it may be told.
type ModuleState struct {
	Name    string
	Ready   bool
	Message string
}

// Peers reaches the services of this installation, wherever they run.
type Peers interface {
	// Conn is a connection to a service, shared and never closed by the caller. Calls carry the identity of the calling
	// service, and the user's credential if ctx comes from a user's request. A refusal arrives as *fault.Error.
	Conn(service string) (grpc.ClientConnInterface, error)
}
