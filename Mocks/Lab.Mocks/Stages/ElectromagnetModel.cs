using Lab.Instruments.Benches;

namespace Lab.Mocks.Stages;

/// <summary>
/// Coils and iron of an electromagnet behind a supply in current mode: the supply's voltage limits how fast the current can
/// follow its set-point through the inductance, and the iron keeps a remanent field.
/// </summary>
/// <remarks>
/// The regulated current follows within a few milliseconds [assumption]; the voltage limits it to (V − |I|R)/L. The iron adds
/// B_r h to the coil's field, where h relaxes towards the sign of dI on the scale of the coercive current: the simplest law of
/// hysteresis that closes its loops (Duhem's form, of rate-independent hysteresis) [assumption].
/// </remarks>
internal sealed class ElectromagnetModel(MagnetDefinition magnet)
{
    private const double RegulationSeconds = 5e-3;
    private const double StepSeconds = 1e-3;

    private double hysteresis;
    private double seconds;

    /// <summary>Current that flows, A.</summary>
    public double CurrentAmperes { get; private set; }

    /// <summary>Current that the supply regulates to, A.</summary>
    public double TargetAmperes { get; set; }

    /// <summary>Voltage that the supply has at most, V.</summary>
    public double ComplianceVolts { get; set; } = 20;

    /// <summary>Voltage across coils and leads at rest, V.</summary>
    public double VoltageVolts => CurrentAmperes * magnet.Resistance.Ohms;

    /// <summary>Field in the gap, T.</summary>
    public double FieldTesla => (magnet.Conversion.TeslaPerAmpere * CurrentAmperes) + (magnet.Remanence.Tesla * hysteresis);

    /// <summary>Lets the current follow its set-point up to a time.</summary>
    public void AdvanceTo(double nowSeconds)
    {
        while (nowSeconds > seconds && Math.Abs(TargetAmperes - CurrentAmperes) > 1e-12)
        {
            double step = Math.Min(StepSeconds, nowSeconds - seconds);
            seconds += step;
            Follow(step);
        }

        seconds = nowSeconds;
    }

    private void Follow(double stepSeconds)
    {
        double wanted = (TargetAmperes - CurrentAmperes) * (1 - Math.Exp(-stepSeconds / RegulationSeconds));
        double available = (ComplianceVolts - Math.Abs(CurrentAmperes * magnet.Resistance.Ohms)) / magnet.Inductance.Henries * stepSeconds;
        double change = Math.Clamp(wanted, -available, available);
        CurrentAmperes += change;
        if (change != 0)
        {
            double side = Math.Sign(change);
            hysteresis = side + ((hysteresis - side) * Math.Exp(-Math.Abs(change) / magnet.CoerciveCurrent.Amperes));
        }
    }
}
