namespace Lab.Protocols.IvCurves;

/// <summary>A differential conductance that a delta-mode meter measured.</summary>
/// <param name="IsParallel">Whether the free layer is parallel to the reference layer.</param>
/// <param name="Volts">The mean voltage there, V.</param>
/// <param name="Siemens">dI/dV, S.</param>
/// <param name="StandardUncertainty">Its standard uncertainty by the scatter of the readings, S.</param>
internal readonly record struct MeasuredSlope(bool IsParallel, double Volts, double Siemens, double StandardUncertainty);
