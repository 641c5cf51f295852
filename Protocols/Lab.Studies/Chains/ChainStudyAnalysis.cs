using System.Numerics;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.Chains;

/// <summary>How far nonlinear chains are from weighted sums, and their model from their motion,
/// with the figures of the thesis.</summary>
internal static class ChainStudyAnalysis
{
    private const int ShownEvery = 5;
    private const double SampleNanoseconds = 0.5;
    private const int StepsPerSample = 2;

    // That of a torque of 0.2·2π rad/µs.
    private const double TorqueWatts =
        0.2e6 * Math.Tau * 0.2e6 * Math.Tau / (SpinDiode.ReferenceDriveFactor * SpinDiode.ReferenceDriveFactor);

    private static readonly Frequency Resonance = Frequency.FromMegahertz(200);

    public static Analysis Of(ChainStudySettings settings, IRunData data)
    {
        double[][] voltages = data.Arrays(ChainStudy.VoltageColumn.Name);
        double[][] linear = data.Arrays(ChainStudy.ReferenceColumn.Name);
        int variants = FourResonators.All.Count;
        (double Rms, double Correlation)[] found =
            [.. Enumerable.Range(0, variants).Select(i => Compare(voltages[i], linear[i]))];
        bool hasMotion = settings.Phases > 0;
        double[] motion = hasMotion ? FourResonators.Combine(voltages[variants..]) : [];
        (double rms, double correlation) = hasMotion ? Compare(motion, voltages[0]) : (0, 0);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The nonlinear chain deviates from the linear one by {deviation_1} rms in the first variant, with a "
                    + "correlation of {correlation_1}. The simulated motion deviates from the nonlinear chain by "
                    + "{motion_deviation}.",
                "Measure how well such a chain adds up with `lab run mac`, at powers below those at which the variants part.")
            {
                Trust =
                    "The model holds where motion and nonlinear chain agree; powers beyond make the deviation grow faster than "
                        + "the signal.",
            },
            Results =
            [
                .. found.SelectMany((pair, i) => (ResultValue[])
                [
                    new(
                        $"deviation_{i + 1}",
                        pair.Rms,
                        "V",
                        Uncertainty: null,
                        $"RMS deviation of the nonlinear chain from the linear one, {FourResonators.All[i].Name}."),
                    new($"correlation_{i + 1}", pair.Correlation, string.Empty, Uncertainty: null, "Their correlation."),
                ]),
                .. hasMotion
                    ? (ResultValue[])
                    [
                        new(
                            "motion_deviation",
                            rms,
                            "V",
                            Uncertainty: null,
                            "RMS deviation of the simulated motion from the nonlinear chain of the first variant.")
                            {
                                Digits = 4
                            },
                        new("motion_correlation", correlation, string.Empty, Uncertainty: null, "Their correlation.")
                        {
                            Digits = 4
                        },
                    ]
                    : [],
            ],
            Figures =
            [
                DrawLines(
                    "Voltage against the nonlinear damping Q (N = 0.1, 50 µW)",
                    [0, 1, 10, 100],
                    value => Resonator(settings, 0.1, value),
                    "Q"),
                DrawLines(
                    "Voltage against the nonlinear frequency shift N (Q = 1, 50 µW)",
                    [0, 0.1, 1, 2],
                    value => Resonator(settings, value, 1),
                    "N"),
                DrawStrength(
                    "Voltage at some frequencies against the nonlinear damping Q (N = 0, 50 µW)",
                    "Q",
                    value => Resonator(settings, 0, value)),
                DrawStrength(
                    "Voltage at some frequencies against the nonlinear frequency shift N (Q = 0, 50 µW)",
                    "N",
                    value => Resonator(settings, value, 0)),
                DrawDifference(settings),
                DrawChain(settings),
                .. FourResonators.All.Select((variant, i) => DrawScatter(
                    $"Nonlinear against linear chain, {variant.Name}", "linear", "nonlinear", linear[i], voltages[i])),
                .. hasMotion ? (Figure[])[DrawScatter("Motion against the model", "model", "motion", voltages[0], motion)] : [],
                DrawStart(settings),
                DrawMotion(settings),
                DrawRelaxation(),
            ],
            Tables =
            [
                new ResultTable(
                    "Nonlinear against linear chain",
                    ["variant", "RMS (µV)", "correlation (%)", "thesis: RMS (µV)", "correlation (%)"],
                    [
                        .. found.Select((pair, i) => (IReadOnlyList<string>)
                        [
                            FourResonators.All[i].Name,
                            $"{pair.Rms * 1e6:0.00}",
                            $"{100 * pair.Correlation:0.00}",
                            $"{FourResonators.All[i].Thesis.Rms:0.00}",
                            $"{FourResonators.All[i].Thesis.Correlation:0.00}",
                        ]),
                        .. hasMotion
                            ? (IReadOnlyList<string>[])[
                                ["motion against model", $"{rms * 1e6:0.00}", $"{100 * correlation:0.00}", "1.72", "99.94"]
                            ]
                            : [],
                    ]),
            ],
        };
    }

    private static (double Rms, double Correlation) Compare(double[] values, double[] reference) =>
        (Math.Sqrt(values.Zip(reference, (a, b) => (a - b) * (a - b)).Average()), Correlation.Pearson(values, reference));

    private static SpinDiode Resonator(ChainStudySettings settings, double n, double q) => new()
    {
        ResonanceFrequency = Resonance,
        Damping = settings.Damping,
        FrequencyNonlinearity = n,
        DampingNonlinearity = q,
    };

    private static Figure DrawLines(string title, double[] values, Func<double, SpinDiode> resonator, string name)
    {
        double[] megahertz = [.. Enumerable.Range(0, 201).Select(i => 190 + (0.1 * i))];
        return new Figure(
            title,
            "frequency (MHz)",
            [
                new FigurePanel("voltage (µV)",
                [
                    .. values.Select((value, color) => new FigureSeries(
                        $"{name} {value}",
                        megahertz,
                        [.. megahertz.Select(each => resonator(value).RectifiedVoltage(
                            Frequency.FromMegahertz(each), Power.FromMicrowatts(50)).Volts * 1e6)],
                        SeriesStyle.Line,
                        color)),
                ]),
            ]);
    }

    private static Figure DrawStrength(string title, string name, Func<double, SpinDiode> resonator)
    {
        double[] exponents = [.. Enumerable.Range(0, 81).Select(i => -2 + (0.05 * i))];
        return new Figure(
            title,
            $"log10 {name}",
            [
                new FigurePanel("voltage (µV)",
                [
                    .. new[] { 198.0, 199, 200, 201, 202 }.SelectMany((megahertz, color) =>
                    {
                        double At(double value) => resonator(value).RectifiedVoltage(
                            Frequency.FromMegahertz(megahertz), Power.FromMicrowatts(50)).Volts * 1e6;
                        return (FigureSeries[])
                        [
                            new(
                                $"{megahertz} MHz",
                                exponents,
                                [.. exponents.Select(exponent => At(Math.Pow(10, exponent)))],
                                SeriesStyle.Line,
                                color),
                            new(
                                $"{megahertz} MHz, linear",
                                exponents,
                                [.. exponents.Select(_ => At(0))],
                                SeriesStyle.DashedLine,
                                color),
                        ];
                    }),
                ]),
            ]);
    }

    private static Figure DrawDifference(ChainStudySettings settings)
    {
        double[] microwatts = [.. Enumerable.Range(0, 61).Select(i => Math.Pow(10, i / 20.0))];
        return new Figure(
            "Nonlinear against linear resonator (N = 0.1, Q = 1)",
            "power (µW)",
            [
                new FigurePanel("change of the voltage (%)",
                [
                    .. new[] { 198.0, 199, 201, 202 }.Select((megahertz, color) => new FigureSeries(
                        $"{megahertz} MHz",
                        microwatts,
                        [
                            .. microwatts.Select(power =>
                            {
                                double At(SpinDiode diode) =>
                                    diode.RectifiedVoltage(Frequency.FromMegahertz(megahertz), Power.FromMicrowatts(power)).Volts;
                                double plain = At(Resonator(settings, 0, 0));
                                return 100 * (At(Resonator(settings, 0.1, 1)) - plain) / plain;
                            }),
                        ],
                        SeriesStyle.Line,
                        color)),
                ]),
            ]);
    }

    private static Figure DrawChain(ChainStudySettings settings)
    {
        var chain = new ResonatorChain(
            Enumerable.Range(0, FourResonators.Count).Select(k => FourResonators.All[0].Resonator(k, 1, settings)));
        double[] megahertz = [.. Enumerable.Range(0, 401).Select(i => 190 + (0.1 * i))];
        return new Figure(
            "Chain of four resonators head to tail, 50 µW",
            "frequency (MHz)",
            [
                new FigurePanel(
                    "voltage (µV)",
                    [
                        new FigureSeries(
                            "chain",
                            megahertz,
                            [.. megahertz.Select(each => chain.RectifiedVoltage(
                                [new RfTone(Frequency.FromMegahertz(each), Power.FromMicrowatts(50))]).Volts * 1e6)],
                            SeriesStyle.Line,
                            0)
                    ])
            ]);
    }

    private static Figure DrawScatter(string title, string horizontal, string vertical, double[] x, double[] y)
    {
        double[] Thin(double[] values) => [.. values.Where((_, i) => i % ShownEvery == 0).Select(value => value * 1e6)];
        double[] ends = [x.Min() * 1e6, x.Max() * 1e6];
        return new Figure(
            title,
            $"{horizontal} (µV)",
            [new FigurePanel($"{vertical} (µV)", [
                new FigureSeries(vertical, Thin(x), Thin(y), SeriesStyle.Points, 0),
                new FigureSeries("equal", ends, ends, SeriesStyle.Line, 1)
            ])],
            $"Every {ShownEvery}th of 6561 combinations.");
    }

    // One tone, from rest, beside the envelope of the steady motion.
    private static Figure DrawStart(ChainStudySettings settings)
    {
        double[] tones = [202e6];
        var driven = new DrivenResonator(Resonator(settings, 0.1, 1), tones);
        double[] nanoseconds = [.. Enumerable.Range(1, 1000).Select(i => i * SampleNanoseconds)];
        double[] motion = new double[nanoseconds.Length];
        driven.Move([TorqueWatts], [0], SampleNanoseconds * 1e-9, StepsPerSample, motion);
        double amplitude = driven.SteadyAmplitude(0, TorqueWatts, 0).Magnitude;
        return new Figure(
            "Motion of a resonator of 200 MHz from rest, a tone of 202 MHz",
            "time (ns)",
            [
                new FigurePanel("horizontal component",
                [
                    new FigureSeries("motion", nanoseconds, motion, SeriesStyle.Line, 0),
                    new FigureSeries("steady, Eq. 5.9", [0, nanoseconds[^1]], [amplitude, amplitude], SeriesStyle.DashedLine, 1),
                ]),
            ]);
    }

    // Four tones of random phases after the relaxation; the model is the sum of the motions under each tone alone, without a fit.
    private static Figure DrawMotion(ChainStudySettings settings)
    {
        const int settled = 2000;
        const int shown = 400;
        double[] tones = [.. FourResonators.ToneHertz];
        double[] powers = [.. tones.Select(_ => TorqueWatts)];
        double[] phases = [0.4, 2.1, 3.9, 5.2];
        var driven = new DrivenResonator(Resonator(settings, 0.1, 1), tones);
        double[] motion = new double[settled + shown];
        driven.Move(powers, phases, SampleNanoseconds * 1e-9, StepsPerSample, motion);
        double[] nanoseconds = [.. Enumerable.Range(settled + 1, shown).Select(i => i * SampleNanoseconds)];
        double[] model =
        [
            .. nanoseconds.Select(time => tones.Select((tone, i) =>
            {
                Complex steady = driven.SteadyAmplitude(i, powers[i], phases[i]);
                return steady.Magnitude * Math.Cos(steady.Phase - (Math.Tau * tone * time * 1e-9));
            }).Sum()),
        ];
        (double rms, double correlation) = Compare(motion[settled..], model);
        return new Figure(
            "Motion of a resonator of 200 MHz under four tones",
            "time (ns)",
            [
                new FigurePanel("horizontal component",
                [
                    new FigureSeries("motion", nanoseconds, motion[settled..], SeriesStyle.Line, 0),
                    new FigureSeries("sum over the tones", nanoseconds, model, SeriesStyle.DashedLine, 1),
                ]),
            ],
            $"RMS deviation {rms:0.000}, correlation {100 * correlation:0.00} %. Each tone moves the resonator as if it were "
                + "alone (Eq. 5.9); its phase behind the tone follows from its detuning.");
    }

    // Resonators of 50 MHz at resonance, from rest; the envelope grows as 1 − exp(−t/τ) with τ = 1/(2παf).
    private static Figure DrawRelaxation()
    {
        double[] dampings = [0.01, 0.03, 0.05, 0.07];
        double[] nanoseconds = [.. Enumerable.Range(1, 100).Select(i => 10.0 * i)];
        return new Figure(
            "Relaxation at 50 MHz",
            "time (ns)",
            [
                new FigurePanel("amplitude over its end",
                [
                    .. dampings.SelectMany((damping, color) =>
                    {
                        SpinDiode diode = new()
                        {
                            ResonanceFrequency = Frequency.FromMegahertz(50),
                            Damping = damping,
                            FrequencyNonlinearity = 0,
                            DampingNonlinearity = 0
                        };
                        var driven = new DrivenResonator(diode, [50e6]);
                        double[] powers = [1e-9];
                        double end = diode.DriveFactor * Math.Sqrt(powers[0]) / diode.Linewidth.RadiansPerSecond;
                        double tau = 1e9 / diode.Linewidth.RadiansPerSecond;
                        return (FigureSeries[])
                        [
                            new($"α {damping}, motion", nanoseconds, [.. nanoseconds.Select(
                                time => driven.AmplitudeAfter(powers, time * 1e-9, (int)time).Magnitude / end)],
                                SeriesStyle.Points,
                                color),
                            new(
                                $"τ = {tau:0} ns",
                                nanoseconds,
                                [.. nanoseconds.Select(time => 1 - Math.Exp(-time / tau))],
                                SeriesStyle.DashedLine,
                                color),
                        ];
                    }),
                ]),
            ],
            "τ = 1/(2παf) is 318, 106, 64 and 45 ns; the 194 ns of the thesis' text for α = 0.01 do not follow.");
    }
}
