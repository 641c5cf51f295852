using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>A field-regulated magnet on a <see cref="SimulatedMagnet"/>, and what its field did.</summary>
internal sealed class SimulatedMagnetBench : ISafetyGate
{
    /// <summary>The time that the longest step of a ramp stands for, s.</summary>
    private const double LongestStep = 0.2;

    private readonly SimulatedMagnetConditions conditions;
    private double lastTime;
    private double lastOersted;
    private double ahead;

    public SimulatedMagnetBench(SimulatedMagnetConditions conditions)
    {
        this.conditions = conditions;
        Coil = new SimulatedMagnet(conditions, Clock) { Seen = See };
        Supply = new SimulatedMagnetSupply(conditions, Coil, Clock);
        Gaussmeter = new SimulatedGaussmeter(conditions, Coil, Clock);
        Magnet = new FieldRegulatedMagnet("magnet", Supply, Gaussmeter, this, Clock, new FieldRegulation
        {
            FieldPerCurrent = FieldPerCurrent.FromTeslaPerAmpere(conditions.OerstedPerAmpere * 1e-4 * conditions.GuessRatio),
            Rate = FieldRate.FromOerstedPerSecond(conditions.Rate),
            Tolerance = MagneticField.FromOersted(conditions.Tolerance),
            ReadingInterval = Duration.FromSeconds(1 / conditions.ReadingsPerSecond),
            GaussmeterUncertainty = default,
            Remanence = MagneticField.FromOersted(conditions.AllowedRemanence),
            SupplyResolution = Current.FromAmperes(conditions.KnowsResolution ? conditions.StepAmperes : 0),
        });
    }

    public VirtualClock Clock { get; } = new();

    public SimulatedMagnet Coil { get; }

    public SimulatedMagnetSupply Supply { get; }

    public SimulatedGaussmeter Gaussmeter { get; }

    public FieldRegulatedMagnet Magnet { get; }

    /// <summary>Smallest and largest field since the last <see cref="Forget"/>, Oe.</summary>
    public (double Least, double Largest) Range { get; private set; }

    /// <summary>How far the field ever was ahead of a field that changes at the allowed rate, Oe.</summary>
    public double MostAhead { get; private set; }

    /// <summary>The lead that the rate allows: the field of its longest step.</summary>
    public double AllowedAhead => conditions.Rate * LongestStep;

    public void Forget() => Range = (Coil.Oersted, Coil.Oersted);

    public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            if (setPoint.Channel == Channels.Field && !(Math.Abs(setPoint.Value) <= conditions.Limit * 1e-4 * (1 + 1e-12)))
            {
                throw new InstrumentException(InstrumentFault.Limit, "Beyond the limit", instrument, "Choose less.");
            }
        }
    }

    public ChangeBounds BoundsOf(Terminal terminal, string channel) => channel == Channels.Field
        ? ChangeBounds.None with { Minimum = -conditions.Limit * 1e-4, Maximum = conditions.Limit * 1e-4 }
        : ChangeBounds.None;

    private void See(double time, double oersted)
    {
        Range = (Math.Min(Range.Least, oersted), Math.Max(Range.Largest, oersted));
        ahead = Math.Max(0, ahead + Math.Abs(oersted - lastOersted) - (conditions.Rate * (time - lastTime)));
        MostAhead = Math.Max(MostAhead, ahead);
        (lastTime, lastOersted) = (time, oersted);
    }
}
