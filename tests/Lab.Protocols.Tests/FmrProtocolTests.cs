using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Models.Films;
using Lab.Protocols.FilmResonances;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Films whose damping, g and magnetisation the protocol is not told.</summary>
public class FmrProtocolTests
{
    private static readonly FmrProtocol Protocol = new();

    [Fact]
    public async Task Run_FewSeeds_RecoversFilmsThatItIsNotTold()
    {
        for (ulong seed = 1; seed <= 2; seed++)
        {
            (string, object)[] film = FilmOf(seed);
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
                Protocol, bench => VirtualLab.WithParts(bench, film), seed, "frequencies=4..16 GHz step 4 GHz",
                "field_points=41");
            ThinFilm hidden = Film.ModelOf(VirtualLab.WithParts(VirtualLab.Bench("film"), film).Sample.Parts.Single().Values);
            Assert.Null(outcome.Analysis.Failure);
            outcome.AssertHolds("damping", hidden.Damping);
            outcome.AssertHolds("inhomogeneous_broadening", hidden.InhomogeneousBroadening.Tesla);
            outcome.AssertHolds("g_factor", hidden.GFactor);
            outcome.AssertHolds("effective_magnetisation", hidden.EffectiveMagnetisation.Tesla);
        }
    }

    [Theory]
    [InlineData("frequencies", "4..6 GHz in 2", "The setting 'frequencies' has 2 values; a film needs at least 3.")]
    [InlineData("field_points", "10", "The setting 'field_points' is 10; a line needs at least 16.")]
    [InlineData("expected_g", "0", "The setting 'expected_g' is 0; it must be positive.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }

    [Fact]
    public async Task Run_FieldModulated_FindsTheSameFilm()
    {
        (string, object)[] film = FilmOf(5);
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => Modulated(VirtualLab.WithParts(bench, film)), 1, "frequencies=4..16 GHz step 4 GHz",
            "field_points=41", "detection=field-modulated");

        ThinFilm hidden = Film.ModelOf(VirtualLab.WithParts(VirtualLab.Bench("film"), film).Sample.Parts.Single().Values);
        Assert.Null(outcome.Analysis.Failure);
        outcome.AssertHolds("damping", hidden.Damping);
        outcome.AssertHolds("effective_magnetisation", hidden.EffectiveMagnetisation.Tesla);
    }

    [Fact]
    public async Task Run_PerpendicularField_FindsTheSameFilm()
    {
        // A film with little magnetisation left by its anisotropy, which absorbs: perpendicular to it nothing rectifies.
        (string, object)[] film =
        [
            .. FilmOf(3).Where(each => each.Item1 != "effective_magnetisation"),
            ("effective_magnetisation", MagneticField.FromTesla(0.15)), ("absorption", 0.01), ("background", 0.0),
        ];
        BenchDefinition bench = Perpendicular(VirtualLab.WithParts(VirtualLab.Bench("film"), film));
        ThinFilm hidden = Film.ModelOf(bench.Sample.Parts.Single().Values);

        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => bench, 1, "frequencies=4..10 GHz step 2 GHz", "field_points=41", "geometry=perpendicular",
            "expected_magnetisation=0.15 T");

        Assert.Null(outcome.Analysis.Failure);
        outcome.AssertHolds("damping", hidden.Damping);
        outcome.AssertHolds("inhomogeneous_broadening", hidden.InhomogeneousBroadening.Tesla);
        outcome.AssertHolds("g_factor", hidden.GFactor);
        outcome.AssertHolds("effective_magnetisation", hidden.EffectiveMagnetisation.Tesla);
    }

    [Theory]
    [InlineData("rohde-schwarz-znb")]
    [InlineData("keysight-pna")]
    public async Task Run_Transmission_FindsTheSameFilm(string driver)
    {
        BenchDefinition bench = VirtualLab.WithParts(VirtualLab.Bench("waveguide"), FilmOf(4));
        bench = bench with
        {
            Instruments =
            [
                .. bench.Instruments.Select(each => each.Name == FmrProtocol.AnalyserRole ? each with { Driver = driver } : each),
            ],
        };
        ThinFilm hidden = Film.ModelOf(bench.Sample.Parts.Single().Values);

        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => bench, 1, "frequencies=4..16 GHz step 4 GHz", "field_points=41", "detection=transmission");

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        outcome.AssertHolds("damping", hidden.Damping);
        outcome.AssertHolds("inhomogeneous_broadening", hidden.InhomogeneousBroadening.Tesla);
        outcome.AssertHolds("g_factor", hidden.GFactor);
        outcome.AssertHolds("effective_magnetisation", hidden.EffectiveMagnetisation.Tesla);
    }

    [Fact]
    public async Task Run_NoLineInTheFields_SaysWhereToLook()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            1,
            "expected_magnetisation=0.2 T",
            "frequencies=4..8 GHz step 2 GHz",
            "half_span=100 Oe",
            "field_points=20");

        Assert.Contains("lines do not tell a film", outcome.Analysis.Failure, StringComparison.Ordinal);
    }

    private static BenchDefinition Perpendicular(BenchDefinition bench) => bench with
    {
        Sample = bench.Sample with { Magnet = bench.Sample.Magnet! with { IsInPlane = false } },
    };

    // The reference is the amplifier's own, and its sine feeds the coil through 100 Ohm.
    private static BenchDefinition Modulated(BenchDefinition bench) => bench with
    {
        Instruments =
        [
            .. bench.Instruments.Select(instrument => instrument.Name == "lockin"
                ? instrument with
                {
                    Limits = [],
                    Settings = new SettingValues(new Dictionary<string, object>(instrument.Settings.All)
                    {
                        ["reference"] = "internal", ["series_resistance"] = Resistance.FromOhms(100),
                    }),
                }
                : instrument),
        ],
        Wiring = [.. bench.Wiring, new WiringDefinition(new Terminal("lockin", "sine"), Film.CoilPort, "film", default)],
    };

    // Another film for each seed, so that nothing can have been tuned to one.
    private static (string, object)[] FilmOf(ulong seed) =>
    [
        ("g_factor", 2.0 + (0.01 * (seed % 20))),
        ("effective_magnetisation", MagneticField.FromTesla(0.8 + (0.01 * (seed % 17)))),
        ("damping", 0.006 + (0.0005 * (seed % 13))),
        ("inhomogeneous_broadening", MagneticField.FromOersted(2 + (seed % 7))),
    ];
}
