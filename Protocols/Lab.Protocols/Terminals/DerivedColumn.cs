using Lab.Protocols.Formulas;
using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>A column that is computed from others of its point.</summary>
/// <param name="Formula">How.</param>
/// <param name="Value">The column of its value at the means of the readings.</param>
/// <param name="Deviation">The column of the standard deviation of its value over the readings of a point; <see langword="null"/>
/// where there
/// is one a point.</param>
internal sealed record DerivedColumn(Formula Formula, Column Value, Column? Deviation);
