namespace Lab.Studies.Tables;

/// <summary>The user's options for a table, where the file does not tell them.</summary>
/// <param name="Separator">The separator between cells.</param>
/// <param name="Decimal">The mark before decimals.</param>
/// <param name="Header">Whether the first line has names.</param>
internal sealed record TableOptions(
    TableSeparator Separator = TableSeparator.Auto, DecimalMark Decimal = DecimalMark.Auto,
    TableHeader Header = TableHeader.Auto);
