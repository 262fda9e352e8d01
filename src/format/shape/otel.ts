import type { Place, Places, Schema } from './schema-map.ts'

const text = (to: string): Place => ({ to, as: 'text' })
const integer = (to: string): Place => ({ to, as: 'integer' })
const list = (to: string): Place => ({ to, as: 'list' })

const common: Places = {
  timestamp: text('timestamp'),
  log_type: text('log_type'),
  host: text('host.name'),
  level: { to: 'severity_text', as: 'level', number: 'severity_number' },
  logger: text('otel.scope.name'),
  message: text('body'),
  ip_address: text('client.address'),
  client_ip: text('client.address'),
  status_code: integer('http.response.status_code'),
  response_size: integer('http.response.body.size'),
  referer: list('http.request.header.referer'),
  user_agent: text('user_agent.original'),
  trace_id: text('trace_id'),
  span_id: text('span_id'),
  user_id: text('user.id'),
  user_name: text('user.name'),
  username: text('user.name'),
  email: text('user.email'),
  pid: integer('process.pid'),
  thread: text('thread.name'),
  thread_name: text('thread.name'),
  error: text('exception.message'),
  error_type: text('exception.type'),
  stack: text('exception.stacktrace'),
  stack_trace: text('exception.stacktrace'),
  stacktrace: text('exception.stacktrace'),
  service: text('service.name'),
  service_name: text('service.name'),
  environment: text('deployment.environment.name'),
}

const access: Places = {
  method: text('http.request.method'),
  path: { to: 'url.path', as: 'target', query: 'url.query', otherwise: 'url.original' },
  query: text('url.query'),
  scheme: text('url.scheme'),
  protocol: { to: 'network.protocol.version', as: 'protocol', name: 'network.protocol.name' },
  bytes_sent: integer('http.response.size'),
  request_length: integer('http.request.size'),
  request_time: { to: 'http.server.request.duration', as: 'number' },
  content_type: list('http.response.header.content-type'),
  request_id: list('http.request.header.x-request-id'),
  x_forwarded_for: list('http.request.header.x-forwarded-for'),
  client_port: integer('client.port'),
  peer_address: text('network.peer.address'),
  remote_addr: text('network.peer.address'),
  realip_remote_addr: text('network.peer.address'),
  server_addr: text('network.local.address'),
  server_port: integer('server.port'),
  virtual_host: text('server.address'),
  host_header: list('http.request.header.host'),
  user: text('user.name'),
  ssl_cipher: text('tls.cipher'),
  domain_name: text('tls.client.server_name'),
  filename: text('file.path'),
  tid: integer('thread.id'),
}

const syslog: Places = {
  hostname: text('host.name'),
  app_name: text('service.name'),
  proc_id: integer('process.pid'),
}

const errors: Places = {
  client_port: integer('client.port'),
  tid: integer('thread.id'),
  server: text('server.address'),
  method: text('http.request.method'),
  path: { to: 'url.path', as: 'target', query: 'url.query', otherwise: 'url.original' },
  protocol: { to: 'network.protocol.version', as: 'protocol', name: 'network.protocol.name' },
}

const klog: Places = {
  thread_id: integer('thread.id'),
  file: text('code.file.path'),
  line: integer('code.line.number'),
}

const containers: Places = { stream: text('log.iostream') }

/**
 * The fields of OpenTelemetry's log records (https://opentelemetry.io/docs/specs/otel/logs/data-model/) and attributes by the names of its
 * semantic conventions (https://opentelemetry.io/docs/specs/semconv/registry/attributes/), each a key as it is called there.
 */
export const otel: Schema = {
  nested: false,
  common,
  access,
  byType: {
    syslog,
    apache_error: errors,
    nginx_error: errors,
    klog,
    glog: klog,
    docker: containers,
    cri: containers,
  },
  roots: new Set(
    'browser client cloud code container db deployment device dns error event exception faas file host http k8s log messaging network os otel peer process rpc server service source telemetry thread tls url user user_agent'.split(
      ' ',
    ),
  ),
  constants: {},
}
