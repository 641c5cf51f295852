namespace Lab.Protocols.Chains;

/// <summary>One reading of a characterisation.</summary>
/// <param name="Part">The purpose of the point.</param>
/// <param name="Current1">Current over the first junction, A.</param>
/// <param name="Current2">Current over the second junction, A.</param>
/// <param name="Power1">Power of the first input, W.</param>
/// <param name="Power2">Power of the second input, W.</param>
/// <param name="Volts">Voltage as read, V.</param>
internal readonly record struct ChainReading(
    ChainPart Part, double Current1, double Current2, double Power1, double Power2, double Volts);
