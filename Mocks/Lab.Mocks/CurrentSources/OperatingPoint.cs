namespace Lab.Mocks.CurrentSources;

/// <summary>Where a source with a limit ends up on its load.</summary>
/// <param name="Amperes">The current that flows.</param>
/// <param name="Volts">The voltage at the terminals.</param>
/// <param name="IsLimited">Whether the limit holds, and not the level.</param>
internal readonly record struct OperatingPoint(double Amperes, double Volts, bool IsLimited)
{
    /// <summary>A current source that does not exceed a voltage. An open circuit (infinite) takes the whole of it.</summary>
    public static OperatingPoint OfCurrentSource(double amperes, double limitVolts, double ohms)
    {
        double limitAmperes = limitVolts / ohms;
        return Math.Abs(amperes) <= limitAmperes
            ? new OperatingPoint(amperes, amperes == 0 ? 0 : amperes * ohms, IsLimited: false)
            : new OperatingPoint(Math.CopySign(limitAmperes, amperes), Math.CopySign(limitVolts, amperes), IsLimited: true);
    }

    /// <summary>A voltage source that does not exceed a current.</summary>
    public static OperatingPoint OfVoltageSource(double volts, double limitAmperes, double ohms)
    {
        double amperes = volts / ohms;
        return Math.Abs(amperes) <= limitAmperes
            ? new OperatingPoint(amperes, volts, IsLimited: false)
            : new OperatingPoint(Math.CopySign(limitAmperes, volts), Math.CopySign(limitAmperes * ohms, volts), IsLimited: true);
    }
}
