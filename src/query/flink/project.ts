import { projectReadme, type ReadmeFacts } from './project-readme.ts'
import { PROPERTY_GROUP, SQL_JOB } from './sql-job.ts'
import { property } from './words.ts'

export interface ProjectFacts extends ReadmeFacts {
  /** The job as a script, with `${…}` for what properties say. */
  readonly script: string
  /** Values of those properties. */
  readonly properties: Readonly<Record<string, string>>
}

/** The version of Flink that Managed Service for Apache Flink runs as FLINK-1_20. */
const FLINK = '1.20.3'
/** Versions of the connectors for it. */
const CONNECTOR = '5.0.0-1.20'

/**
 * The files of a project for Managed Service for Apache Flink, by path: a Maven project that packs the SQL and the class that
 * runs it into one JAR, what `aws kinesisanalyticsv2 create-application` takes, and a page of commands.
 */
export function projectFiles(facts: ProjectFacts): Record<string, string> {
  return {
    'pom.xml': pom(facts.metadata),
    'src/main/java/kinetail/SqlJob.java': SQL_JOB,
    'src/main/resources/job.sql': facts.script,
    'src/main/resources/job.properties': `${Object.entries(facts.properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('')}`,
    'application.json': `${JSON.stringify(application(facts), null, 2)}\n`,
    'README.md': projectReadme(facts),
  }
}

/** Input of create-application. Names of bucket, role and account are for the reader to put in. */
function application({ name, properties }: ProjectFacts): unknown {
  return {
    ApplicationName: name,
    RuntimeEnvironment: 'FLINK-1_20',
    ServiceExecutionRole: `arn:aws:iam::ACCOUNT_ID:role/${name}`,
    ApplicationConfiguration: {
      ApplicationCodeConfiguration: {
        CodeContentType: 'ZIPFILE',
        CodeContent: {
          S3ContentLocation: { BucketARN: 'arn:aws:s3:::BUCKET', FileKey: `${name}/query-job-1.0.jar` },
        },
      },
      EnvironmentProperties: {
        PropertyGroups: [{ PropertyGroupId: PROPERTY_GROUP, PropertyMap: properties }],
      },
      FlinkApplicationConfiguration: {
        CheckpointConfiguration: { ConfigurationType: 'DEFAULT' },
        MonitoringConfiguration: {
          ConfigurationType: 'CUSTOM',
          LogLevel: 'INFO',
          MetricsLevel: 'APPLICATION',
        },
        ParallelismConfiguration: {
          ConfigurationType: 'CUSTOM',
          Parallelism: 1,
          ParallelismPerKPU: 1,
          AutoScalingEnabled: true,
        },
      },
      ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
    },
  }
}

function dependency(group: string, artifact: string, version: string, scope: 'provided' | 'compile'): string {
  return `    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${version}</version>
      <scope>${scope}</scope>
    </dependency>`
}

function pom(metadata: boolean): string {
  // Only one of them may be there: both have a factory named `kinesis`. The larger one has `kinesis-legacy` too.
  const connector = metadata ? 'flink-sql-connector-kinesis' : 'flink-sql-connector-aws-kinesis-streams'
  const dependencies = [
    dependency('org.apache.flink', 'flink-streaming-java', property('flink.version'), 'provided'),
    dependency('org.apache.flink', 'flink-clients', property('flink.version'), 'provided'),
    dependency('org.apache.flink', 'flink-table-api-java-bridge', property('flink.version'), 'provided'),
    dependency('org.apache.flink', 'flink-table-runtime', property('flink.version'), 'provided'),
    dependency('org.apache.flink', 'flink-table-planner-loader', property('flink.version'), 'provided'),
    dependency('org.apache.flink', 'flink-json', property('flink.version'), 'compile'),
    dependency('org.apache.flink', connector, property('connector.version'), 'compile'),
    dependency('com.amazonaws', 'aws-kinesisanalytics-runtime', '1.2.0', 'compile'),
  ].join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kinetail</groupId>
  <artifactId>query-job</artifactId>
  <version>1.0</version>
  <properties>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <maven.compiler.release>11</maven.compiler.release>
    <flink.version>${FLINK}</flink.version>
    <connector.version>${CONNECTOR}</connector.version>
  </properties>
  <dependencies>
${dependencies}
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.13.0</version>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-shade-plugin</artifactId>
        <version>3.6.0</version>
        <executions>
          <execution>
            <phase>package</phase>
            <goals>
              <goal>shade</goal>
            </goals>
            <configuration>
              <createDependencyReducedPom>false</createDependencyReducedPom>
              <filters>
                <filter>
                  <artifact>*:*</artifact>
                  <excludes>
                    <exclude>META-INF/*.SF</exclude>
                    <exclude>META-INF/*.DSA</exclude>
                    <exclude>META-INF/*.RSA</exclude>
                  </excludes>
                </filter>
              </filters>
              <transformers>
                <transformer implementation="org.apache.maven.plugins.shade.resource.ServicesResourceTransformer"/>
                <transformer implementation="org.apache.maven.plugins.shade.resource.ManifestResourceTransformer">
                  <mainClass>kinetail.SqlJob</mainClass>
                </transformer>
              </transformers>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
`
}
