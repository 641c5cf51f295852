using System.Globalization;
using Lab.Benches;
using Lab.Mocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace OddInstrument;

/// <summary>Twin of the laser: it lights what it is wired to, and reads the current of that with noise.</summary>
public sealed class OddLaserTwin : ScpiTwin
{
    private static readonly SettingKey Noise =
        SettingKey.NotNegative<Current>("noise", Current.FromAmperes(1e-6), "Noise of the monitor diode, standard deviation.");

    private readonly ScpiNumber power = new()
    {
        Unit = "W",
        Minimum = () => 0,
        Maximum = () => 0.1,
        Default = 0,
        Value = 0,
        Format = value => value.ToString("0.000000E+00", CultureInfo.InvariantCulture),
    };

    private readonly RandomStream noise;
    private bool output;

    /// <summary>Creates the twin.</summary>
    public OddLaserTwin(TwinContext context)
        : base(context, "ODD WORKS,OL-1,0001,1.0")
    {
        noise = Context.Random("monitor");
        Commands.Number(":POWer", power, Shine);
        Commands.Switch(":OUTPut[:STATe]", () => output, on =>
        {
            output = on;
            Shine();
        });
        Commands.Query(":MONitor", _ => Monitor().ToString("0.000000E+00", CultureInfo.InvariantCulture));
    }

    /// <summary>The twin as the catalogue knows it, with the manners of the real laser.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "odd-laser",
        Settings = [Noise],
        Rough = new RoughManners
        {
            Terminator = "\r\n",
            Latency = Duration.FromMilliseconds(5),
            EarlierUser = [":POW 1E-3", ":NONSENSE"]
        },
        Create = context => new OddLaserTwin(context),
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        output = false;
        power.Value = power.Default;
        Shine();
    }

    private void Shine() => Stage.Drive(Name, new Light(Power.FromWatts(output ? power.Value : 0)));

    private double Monitor() =>
        Stage.Sense(Name, Sensed.Current) + (noise.NextGaussian() * Context.Twin.Get<Current>("noise").Amperes);
}
