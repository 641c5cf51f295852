namespace Lab.Calibration.Tunnelling;

/// <summary>One point of an I-V curve of a tunnel junction.</summary>
/// <param name="IsParallel">Whether the free layer is parallel to the reference layer.</param>
/// <param name="Volts">Mean voltage of the readings, V.</param>
/// <param name="Amperes">Mean current of the readings, A.</param>
/// <param name="VoltScatter">Standard deviation of one reading of the voltage, V; 0 where it is not known.</param>
/// <param name="AmpereScatter">Standard deviation of one reading of the current, A; 0 where it is not known.</param>
/// <param name="Readings">The readings.</param>
public readonly record struct BiasPoint(
    bool IsParallel, double Volts, double Amperes, double VoltScatter, double AmpereScatter, int Readings);
