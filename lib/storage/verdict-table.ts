import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { LISTING_INDEX, type Listing } from "../../core/contracts/listing.ts";
import { TABLE_KEY } from "../../core/contracts/object-keys.ts";
import type { AnyTable } from "./owned-or-imported.ts";

/** Every verdict, by object key and version. Stays when the stack goes. */
export class VerdictTable extends Construct {
  readonly table: AnyTable;
  /** What its index lists: every function that writes a row must list the same. */
  readonly listing: Listing = "flagged";

  /** @param existing holds the verdicts instead of a table of their own. */
  constructor(scope: Construct, id: string, existing?: AnyTable) {
    super(scope, id);
    this.table = existing ?? this.#newTable();
  }

  /** Conditional writes, and a look at the row that refused one. */
  grantRecord(grantee: IGrantable): Grant {
    return this.#grant(grantee, ["dynamodb:GetItem", "dynamodb:PutItem"]);
  }

  grantLookUp(grantee: IGrantable): Grant {
    return this.#grant(grantee, ["dynamodb:GetItem"]);
  }

  grantList(grantee: IGrantable): Grant {
    const index = `${this.table.tableArn}/index/${LISTING_INDEX.name}`;
    return Grant.addToPrincipal({ grantee, actions: ["dynamodb:Query"], resourceArns: [index] });
  }

  #newTable(): Table {
    const table = new Table(this, "Table", {
      ...keysOf(TABLE_KEY),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    table.addGlobalSecondaryIndex({
      ...keysOf(LISTING_INDEX),
      indexName: LISTING_INDEX.name,
      projectionType: ProjectionType.ALL,
    });
    return table;
  }

  #grant(grantee: IGrantable, actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
  }
}

function keysOf({ partition, sort }: { readonly partition: string; readonly sort: string }) {
  return {
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.STRING },
  };
}
