namespace Lab.Instruments.Terminals;

/// <summary>A method of an instrument's interface that moves no value which a limit could have: it sets how the instrument
/// measures, or stops something. It may be called where the gate forbids everything.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DrivesNothingAttribute : Attribute;
