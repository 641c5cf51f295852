using Lab.Benches;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.NetworkAnalysers.KeysightPnaTwin>]

namespace Lab.Mocks.NetworkAnalysers;

/// <summary>Twin of an Agilent PNA-L N5230C with two ports.</summary>
public sealed class KeysightPnaTwin : NetworkAnalyserTwin, IShippedTwin
{
    private string trigger = "IMM";
    private string mode = "CONT";

    /// <summary>Creates the twin.</summary>
    public KeysightPnaTwin(TwinContext context)
        : base(context, "Agilent Technologies,N5230C,MY49001380,A.09.42.18", "CW", (10e6, 20e9), (-30, 13))
    {
        AddSweepTypes("LINear", "LOGarithmic", "POWer", "CW", "SEGMent", "PHASe");
        Commands.Word(":TRIGger[:SEQuence]:SOURce", ["EXTernal", "IMMediate", "MANual"], () => trigger, word => trigger = word);
        Commands.Word("[:SENSe[1]]:SWEep:MODE", ["HOLD", "CONTinuous", "GROups", "SINGle"], () => mode, Begin);
        Commands.Switch(":INITiate[1]:CONTinuous", () => IsContinuous, on => Begin(on ? "CONT" : "HOLD"));
        Commands.Command(":CALCulate[1]:PARameter:EXTended|:CALCulate[1]:PARameter:DEFine:EXTended", arguments =>
        {
            string name = arguments.Take().Text;
            if (Measurements.ContainsKey(name))
            {
                throw ScpiErrorException.SettingsConflict(); // a name is used once
            }

            AddMeasurement(name, arguments.Take().Text);
        });
        Commands.Query(":CALCulate[1]:PARameter:CATalog:EXTended", _ => Quoted(
            string.Join(',', Measurements.Select(each => $"{each.Key},{each.Value}"))));
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-pna",
        Rough = new RoughManners
        {
            Identity = "Agilent Technologies,N5230C,MY49001380,A.09.42.18",
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":SENS1:FREQ:STAR 1E9;:SENS1:FREQ:STOP 5E9;:SENS1:BAND 100", ":SENS1:AVER ON;:FORM REAL,32",
                ":TRIG:SOUR MAN", ":CALC1:PAR:EXT 'LabS21',S21", ":OUTP 0", ":NONSENSE",
            ],
        },
        Settings = TwinSettings,
        Create = context => new KeysightPnaTwin(context),
    };

    /// <inheritdoc/>
    protected override string Quoted(string text) => $"\"{text}\"";

    /// <inheritdoc/>
    protected override void Reset()
    {
        (trigger, mode) = ("IMM", "CONT");
        base.Reset();
    }

    // Groups and single sweeps end on hold.
    private void Begin(string word)
    {
        if (word is "SING" or "GRO")
        {
            Sweep();
        }

        mode = word == "CONT" ? "CONT" : "HOLD";
        IsContinuous = word == "CONT";
    }
}
