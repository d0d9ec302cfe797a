package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"sync"

	"google.golang.org/grpc"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/data"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/service"
	resourcesdata "github.com/chengxin-credit/chengxin/configs/resources"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/policy"
	"github.com/chengxin-credit/chengxin/internal/resourcesync"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

// Build makes the catalog's module: it registers the definitions that came with the program, or lie in the configured
// folder, and loads what is in force.
func Build(ctx context.Context, env *boot.Env) (*boot.Module, error) {
	migrations, err := data.Migrations()
	if err != nil {
		return nil, err
	}
	db, err := sqlstore.Open(ctx, env.SQL, "catalog", migrations)
	if err != nil {
		return nil, err
	}
	repository := data.NewRepository(db)
	resources := biz.NewResources(biz.Deps{
		Repository: repository, Proposals: repository, Compiler: data.Compiler{Env: resourcesync.Env(env.Clock, env.Divisions)}, Evidence: env.Evidence, Clock: env.Clock,
	})
	files, err := data.Files(folder(env))
	if err == nil {
		err = resources.Start(ctx, files)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the catalog: %w", err), db.Close())
	}
	m, err := assemble(env, resources)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	m.Close = func(context.Context) error { return db.Close() }
	return m, nil
}

func assemble(env *boot.Env, resources *biz.Resources) (*boot.Module, error) {
	audit, err := env.Peers.Conn("audit")
	if err != nil {
		return nil, err
	}
	directory := biz.NewDirectory(resources)
	about := biz.NewAbout(resources, biz.AboutDeps{Ledger: data.NewLedger(audit), Agencies: policy.NewAgencyNames(env.Policy), Rights: env.Policy})
	code := func(r *http.Request) string { return boot.Var(r, "code") }
	raw := &service.Files{Find: resources.Schema, Workbook: data.Workbook, Fault: boot.WriteFault, Code: code}
	open := &service.Files{Find: directory.Open, Workbook: data.Workbook, Fault: boot.WriteFault, Code: code}
	dcat := &service.DCAT{Open: directory.AllOpen, Fault: boot.WriteFault}
	stop := make(chan struct{})
	var once sync.Once
	return &boot.Module{
		Name: "catalog",
		GRPC: func(r grpc.ServiceRegistrar) {
			catalogv1.RegisterCatalogServer(r, service.NewCatalog(resources))
			catalogv1.RegisterAboutServer(r, service.NewAbout(about))
			catalogv1.RegisterDirectoryServer(r, service.NewDirectory(directory))
			catalogv1.RegisterDefinitionsServer(r, service.NewDefinitions(resources, stop))
		},
		HTTP: func(r *boot.Router) {
			r.Handle(http.MethodGet, "/v1/catalog/resources/{code}/schema", boot.Authenticated, http.HandlerFunc(raw.Schema))
			r.Handle(http.MethodGet, "/v1/catalog/resources/{code}/template", boot.Authenticated, http.HandlerFunc(raw.Template))
			r.Handle(http.MethodGet, "/v1/public/catalog/{code}/schema", boot.Public, http.HandlerFunc(open.Schema))
			r.Handle(http.MethodGet, "/v1/public/catalog/{code}/template", boot.Public, http.HandlerFunc(open.Template))
			r.Handle(http.MethodGet, "/v1/catalog/dcat.jsonld", boot.Public, dcat)
		},
		Workers: []boot.Worker{{Name: "release followers", Run: func(ctx context.Context) error {
			// Streams outlive their handlers' requests: let them go when the module stops, before the server waits for them.
			<-ctx.Done()
			once.Do(func() { close(stop) })
			return nil
		}}},
	}, nil
}

// folder is where the definitions are read from at the start.
func folder(env *boot.Env) fs.FS {
	if dir := env.Config.GetCatalog().GetResources(); dir != "" {
		return os.DirFS(dir)
	}
	return resourcesdata.FS
}
