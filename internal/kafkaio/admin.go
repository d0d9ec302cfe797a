package kafkaio

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	kafka "github.com/segmentio/kafka-go"
)

// scramIterations is what both brokers take at least; the secrets are random, not chosen by people.
const scramIterations = 4096

// Admin manages topics, users and their permissions, on the embedded broker and on Apache Kafka by the same requests.
//
// Both brokers keep users and permissions on disk. A revoked user's open connections stay open, as the protocol has no
// request to close them, but from its next request on it may neither read nor write, and no new connection is let in.
type Admin struct {
	cfg       Config
	client    *kafka.Client
	transport *kafka.Transport
}

// NewAdmin makes an administrator; the configuration's user must be a superuser of the broker.
func NewAdmin(c Config) *Admin {
	client, transport := c.client()
	client.Timeout = attemptTimeout
	return &Admin{cfg: c, client: client, transport: transport}
}

// Close releases the connections.
func (a *Admin) Close() error { a.transport.CloseIdleConnections(); return nil }

// SetAgency makes or changes an agency's user and creates the agency's topics. An agency may have several users.
func (a *Admin) SetAgency(ctx context.Context, agency, username, secret string) error {
	if agency == "" {
		return errors.New("kafka: an agency without a code")
	}
	if err := ensureTopics(ctx, a.cfg, a.client, a.transport, AgencyTopics(agency)); err != nil {
		return err
	}
	return a.SetUser(ctx, username, secret, AgencyPermissions(agency)...)
}

// SetUser makes or changes a user that may do what the permissions say and nothing else; it may be repeated, and a new
// secret replaces the old one for new connections.
func (a *Admin) SetUser(ctx context.Context, username, secret string, permissions ...Permission) error {
	if username == "" || secret == "" {
		return errors.New("kafka: a user needs a name and a secret")
	}
	if username == a.cfg.Username {
		return errors.New("kafka: the administrator's own user cannot be changed here")
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("salt: %w", err)
	}
	salted, err := pbkdf2.Key(sha256.New, secret, salt, scramIterations, sha256.Size)
	if err != nil {
		return fmt.Errorf("salt the secret of %s: %w", username, err)
	}
	// Permissions before the credential: a user that can log in has exactly what it should have.
	if err := a.setPermissions(ctx, username, permissions); err != nil {
		return err
	}
	return a.alter(ctx, &kafka.AlterUserScramCredentialsRequest{Upsertions: []kafka.UserScramCredentialsUpsertion{{
		Name: username, Mechanism: kafka.ScramMechanismSha256, Iterations: scramIterations, Salt: salt, SaltedPassword: salted,
	}}})
}

// RevokeUser removes a user's permissions and credential; a user that does not exist is no error.
func (a *Admin) RevokeUser(ctx context.Context, username string) error {
	if username == a.cfg.Username {
		return errors.New("kafka: the administrator's own user cannot be revoked here")
	}
	if err := a.setPermissions(ctx, username, nil); err != nil {
		return err
	}
	err := a.alter(ctx, &kafka.AlterUserScramCredentialsRequest{Deletions: []kafka.UserScramCredentialsDeletion{{
		Name: username, Mechanism: kafka.ScramMechanismSha256,
	}}})
	if errors.Is(err, kafka.ResourceNotFound) {
		return nil
	}
	return err
}

// EnsureTopics is the package's EnsureTopics over the administrator's connection.
func (a *Admin) EnsureTopics(ctx context.Context, specs ...TopicSpec) error {
	return ensureTopics(ctx, a.cfg, a.client, a.transport, specs)
}

func (a *Admin) alter(ctx context.Context, req *kafka.AlterUserScramCredentialsRequest) error {
	return a.retry(ctx, "change the credential", func(ctx context.Context) error {
		resp, err := a.client.AlterUserScramCredentials(ctx, req)
		if err != nil {
			return err
		}
		for _, r := range resp.Results {
			if r.Error != nil {
				return r.Error
			}
		}
		return nil
	})
}

func (a *Admin) retry(ctx context.Context, what string, fn func(context.Context) error) error {
	return retry(ctx, func(ctx context.Context) error {
		if err := fn(ctx); err != nil {
			a.transport.CloseIdleConnections()
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}
