using Lab.Mocks.CurrentSources;
using Lab.Mocks.Rough;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.VoltageSources.YokogawaGs200VoltageTwin>]

namespace Lab.Mocks.VoltageSources;

/// <summary>Twin of the Yokogawa GS200 as a voltage source: its output goes to an input that takes no current.</summary>
public sealed class YokogawaGs200VoltageTwin : YokogawaSourceTwin, IShippedTwin
{
    /// <summary>Creates the twin.</summary>
    public YokogawaGs200VoltageTwin(TwinContext context)
        : base(context)
    {
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "yokogawa-gs200-voltage",
        Rough = new RoughManners
        {
            Identity = "YOKOGAWA,GS210,91W434594,2.02",
            Latency = Duration.FromMilliseconds(4), // [assumption]
            EarlierUser =
            [
                "*ESE 255;*SRE 32", ":SOUR:FUNC CURR;RANG 200E-3", ":SENS:REM ON;GUAR ON;:ROUT:BNCI OUTP",
                ":PROG:EDIT:STAR;:SOUR:LEV 1E-3", ":NONSENSE",
            ],
        },
        Create = context => new YokogawaGs200VoltageTwin(context),
    };

    /// <inheritdoc/>
    protected override Signal SignalOf(double amperes, double volts) => new DirectVoltage(Voltage.FromVolts(volts));
}
