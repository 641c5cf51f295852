using Lab.Mocks.Scpi;

namespace Lab.Mocks.RfGenerators;

/// <summary>
/// The frequency of an RF generator: what leaves its connector, and the figure that its user sees of it with a factor and an
/// offset for a multiplier or mixer that is connected after it.
/// </summary>
/// <remarks>Figure = frequency · multiplier + offset; either setting changes the figure and leaves the frequency where it is
/// (SMC100A operating manual and E8257D programming guide, frequency offset and multiplier).</remarks>
internal sealed class RfFrequency
{
    private readonly ScpiNumber shown;
    private readonly ScpiNumber offset;
    private readonly ScpiNumber multiplier;

    /// <summary>Creates the frequency and its commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="rangeHertz">The lowest and the highest frequency at the connector.</param>
    /// <param name="initialHertz">The frequency after <c>*RST</c>.</param>
    /// <param name="changed">Called when the frequency at the connector has changed.</param>
    public RfFrequency(ScpiCommandSet commands, (double Minimum, double Maximum) rangeHertz, double initialHertz, Action changed)
    {
        offset = new ScpiNumber { Unit = "Hz", Minimum = () => -200e9, Maximum = () => 200e9, Default = 0 };
        multiplier = new ScpiNumber { Minimum = () => 0.001, Maximum = () => 10_000, Default = 1, Value = 1 };
        shown = new ScpiNumber
        {
            Unit = "Hz",
            Minimum = () => Show(rangeHertz.Minimum),
            Maximum = () => Show(rangeHertz.Maximum),
            Default = initialHertz,
        };
        commands.Number("[:SOURce<1>]:FREQuency[:CW|:FIXed]", shown, () =>
        {
            Hertz = (shown.Value - offset.Value) / multiplier.Value;
            changed();
        });
        commands.Number("[:SOURce<1>]:FREQuency:OFFSet", offset, () => shown.Value = Show(Hertz));
        commands.Number("[:SOURce<1>]:FREQuency:MULTiplier", multiplier, () => shown.Value = Show(Hertz));
    }

    /// <summary>The frequency at the connector, Hz.</summary>
    public double Hertz { get; private set; }

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        offset.Value = 0;
        multiplier.Value = 1;
        shown.Value = shown.Default;
        Hertz = shown.Default;
    }

    private double Show(double hertz) => (hertz * multiplier.Value) + offset.Value;
}
