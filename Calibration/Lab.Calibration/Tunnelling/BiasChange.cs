namespace Lab.Calibration.Tunnelling;

/// <summary>One change of the voltage of a tunnel junction, while the current went to and fro about a bias.</summary>
/// <param name="IsParallel">Whether the free layer is parallel to the reference layer.</param>
/// <param name="Amperes">The bias, A.</param>
/// <param name="ChangeAmperes">By how much the current changed to either side of it, A.</param>
/// <param name="MeanVolts">Mean of the voltages at both currents, the meter's offset included, V.</param>
/// <param name="HalfVolts">Half of their difference, V: mean of the readings, positive for a resistance.</param>
/// <param name="HalfVoltScatter">Standard deviation of one reading of it, V; 0 where it is not known.</param>
/// <param name="Readings">The readings.</param>
public readonly record struct BiasChange(
    bool IsParallel, double Amperes, double ChangeAmperes, double MeanVolts, double HalfVolts, double HalfVoltScatter,
    int Readings);
