namespace Lab.Endurance.FaultSoak;

/// <summary>A reading as the twin took it, with what was set at that moment; <see langword="null"/> is not set since it was
/// switched on.</summary>
internal sealed record Reading(
    double Volts, double? Hertz, double? Dbm, bool RfIsOn, double? LineAmperes, bool LineIsOn, bool IsConfigured);
