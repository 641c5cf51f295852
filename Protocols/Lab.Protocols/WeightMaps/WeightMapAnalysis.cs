using Lab.Calibration;
using Lab.Calibration.WeightMaps;
using Lab.Protocols.Chains;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.WeightMaps;

/// <summary>The map through the measured weights, how well it fits, and how near it comes to wanted weights.</summary>
internal sealed class WeightMapAnalysis(CharacterisationSettings settings, IRunData data)
{
    private const double Milli = 1e-3;
    private const double VoltmeterResolution = 1e-9; // V; readings without noise are no better than that

    /// <summary>Fits the map to the weights of a characterisation.</summary>
    public static WeightMapFitResult Fit(ChainSettings settings, ChainData chain)
    {
        double noise = NoiseOf(chain);
        return Fit(settings, chain, (pair, input) => (input == 0 ? pair.Weight1 : pair.Weight2) with
        {
            StandardUncertainty = noise * pair.WeightLeverage(input)
        });
    }

    private static WeightMapFitResult Fit(
        ChainSettings settings, ChainData chain, Func<WeightPair, int, Estimate> weightOf) => WeightMapFit.Fit(
        [settings.Tone1, settings.Tone2],
        [.. chain.Pairs.Select(pair => new MeasuredWeights(
            [pair.Current1, pair.Current2], [weightOf(pair, 0), weightOf(pair, 1)]))]);

    // Every pair of currents has its own scatter, of few readings; the noise of all of them together is better known.
    private static double NoiseOf(ChainData chain) => Math.Max(Math.Sqrt(chain.ReadingVariance), VoltmeterResolution);

    /// <summary>The map whose shifts tell the crosstalk. Powers move and broaden the resonances, which straight lines through
    /// V(P) take for a shift by the currents: where V(P) bends, slopes at vanishing power are taken,
    /// which are less well known.</summary>
    private WeightMap MapOfShifts(ChainData chain, WeightMap map)
    {
        double noise = NoiseOf(chain);
        int count = 2 * chain.Pairs.Count;
        double bend = chain.Pairs.Sum(pair => pair.BendInNoise(0, noise * noise) + pair.BendInNoise(1, noise * noise)) / count;
        double largestOfNoise = 1 + (4 * Math.Sqrt(2.0 / count));
        Estimate AtVanishingPower(WeightPair pair, int input) =>
            new(pair.SlopeAtVanishingPower(input), noise * pair.VanishingLeverage(input));
        return bend < largestOfNoise ? map : Fit(settings, chain, AtVanishingPower).Map;
    }

    /// <summary>Fits and draws.</summary>
    public Analysis Conclude()
    {
        var chain = new ChainData(data);
        WeightMapFitResult fit = Fit(settings, chain);
        WeightMap map = fit.Map;
        double[] uncertainties = [.. chain.Pairs.SelectMany(pair => Enumerable.Range(0, 2).Select(tone => map.WeightAt(
            tone, [pair.Current1, pair.Current2]).StandardUncertainty))];
        WeightMap shifts = MapOfShifts(chain, map);
        Estimate[] crosstalk = [shifts.CrosstalkOf(0, 1), shifts.CrosstalkOf(1, 0)];
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The first weight can be set from {smallest_weight_1} to {largest_weight_1}, and the second from "
                    + "{smallest_weight_2} to {largest_weight_2}, with an uncertainty of {weight_uncertainty}. The lines cross "
                    + "by {crosstalk_1} and {crosstalk_2}.",
                "Use the map before it drifts away: `lab run mac` multiplies and accumulates with it, and `lab run "
                    + "train-classifier` trains on it.")
            {
                Trust = "A reduced χ² near one says that the map describes the weights; it is {reduced_chi_square}.",
            },
            Results =
            [
                new(
                    "weight_uncertainty",
                    Math.Sqrt(uncertainties.Average(uncertainty => uncertainty * uncertainty)),
                    "V/W",
                    Uncertainty: null,
                    "Standard uncertainty of a weight of the map, root mean square over the measured currents.") { Digits = 2 },
                new(
                    "reduced_chi_square",
                    fit.ReducedChiSquare,
                    string.Empty,
                    Uncertainty: null,
                    "Scatter of the weights about the map in units of their uncertainty, squared; near 1 where the map "
                        + "explains them.")
                    {
                        Digits = 4
                    },
                new(
                    "crosstalk_1",
                    crosstalk[0].Value,
                    string.Empty,
                    crosstalk[0].StandardUncertainty,
                    "Shift of the first resonance by the second line's current over that by its own."),
                new(
                    "crosstalk_2",
                    crosstalk[1].Value,
                    string.Empty,
                    crosstalk[1].StandardUncertainty,
                    "Shift of the second resonance by the first line's current over that by its own."),
                .. Range("weight_1", map, 0),
                .. Range("weight_2", map, 1),
                .. new RecordedField(settings.Field, slope: null, data).Results,
            ],
            Calibrations = [WeightMapRecord.Of(map, Math.Sqrt(uncertainties.Average(uncertainty => uncertainty * uncertainty)))],
            Figures = [DrawCurves(chain, map, 0), DrawCurves(chain, map, 1), DrawReach(map)],
            Warnings = [.. Doubts(fit)],
        };
    }

    private static IEnumerable<string> Doubts(WeightMapFitResult fit)
    {
        // Four standard deviations of a χ² whose noise was itself estimated from about as many readings.
        double tooLarge = 1 + (4 * Math.Sqrt(4.0 / fit.Freedom));
        if (fit.ReducedChiSquare > tooLarge)
        {
            yield return $"The weights scatter {Math.Sqrt(fit.ReducedChiSquare):0.0} times as much about the map as the noise "
                + "lets expect; the uncertainties of the map are widened by that.";
        }

        const double smallest = 1e-4;
        if (fit.NoiseProbability < smallest)
        {
            yield return "What the map leaves of the weights is alike from one setting of the currents to the next, which "
                + "noise is not: a resonance drifted, the lines pin it, "
                + "or V(P) bends. Weights and crosstalk may be off by more than their uncertainties.";
        }
    }

    private static IEnumerable<ResultValue> Range(string name, WeightMap map, int tone)
    {
        double[] weights = [.. Enumerable.Range(0, 441).Select(i => map.WeightsAt([At(0, i / 21), At(1, i % 21)])[tone])];
        yield return new ResultValue(
            $"smallest_{name}", weights.Min(), "V/W", Uncertainty: null, "The most negative weight of the map.");
        yield return new ResultValue(
            $"largest_{name}", weights.Max(), "V/W", Uncertainty: null, "The most positive weight of the map.");

        double At(int line, int step) =>
            map.MinimumAmperes[line] + ((map.MaximumAmperes[line] - map.MinimumAmperes[line]) * step / 20);
    }

    private static Figure DrawCurves(ChainData chain, WeightMap map, int tone)
    {
        // Against its own current, at the least, the middle and the largest current of the other line.
        double[] others = [.. chain.Pairs.Select(pair => tone == 0 ? pair.Current2 : pair.Current1).Distinct().Order()];
        List<FigureSeries> series = [];
        foreach ((double other, int group) in ((double, int)[])[(others[0], 0), (others[others.Length / 2], 1), (others[^1], 2)])
        {
            WeightPair[] pairs =
                [.. chain.Pairs.Where(pair => (tone == 0 ? pair.Current2 : pair.Current1) == other).OrderBy(pair => Own(pair))];
            Estimate[] measured = [.. pairs.Select(pair => tone == 0 ? pair.Weight1 : pair.Weight2)];
            series.Add(new FigureSeries(
                $"line {2 - tone} at {other / Milli:0.###} mA",
                [.. pairs.Select(pair => Own(pair) / Milli)],
                [.. measured.Select(weight => weight.Value)],
                SeriesStyle.Points,
                group,
                [.. measured.Select(weight => weight.StandardUncertainty)]));
            double[] fine = [.. Enumerable.Range(0, 121).Select(i => map.MinimumAmperes[tone]
                + ((map.MaximumAmperes[tone] - map.MinimumAmperes[tone]) * i / 120))];
            Estimate[] curve = [.. fine.Select(own => map.WeightAt(tone, tone == 0 ? [own, other] : [other, own]))];
            double[] milliamperes = [.. fine.Select(own => own / Milli)];
            series.Add(new FigureSeries(
                $"line {2 - tone} at {other / Milli:0.###} mA, map",
                milliamperes,
                [.. curve.Select(weight => weight.Value)],
                SeriesStyle.Line,
                group));
            series.Add(new FigureSeries(
                $"line {2 - tone} at {other / Milli:0.###} mA, map ± 2σ",
                milliamperes,
                [.. curve.Select(weight => weight.Value + (2 * weight.StandardUncertainty))],
                SeriesStyle.DashedLine,
                group));
            series.Add(new FigureSeries(
                $"line {2 - tone} at {other / Milli:0.###} mA, map ± 2σ",
                milliamperes,
                [.. curve.Select(weight => weight.Value - (2 * weight.StandardUncertainty))],
                SeriesStyle.DashedLine,
                group));
        }

        return new Figure(
            $"Weight {tone + 1} against current",
            $"line {tone + 1} (mA)",
            [new FigurePanel($"W{tone + 1} (V/W)", series)],
            "Points: slopes of V(P). Lines: the map, dashed two standard uncertainties about it. What the other line moves is "
                + "the crosstalk.");

        double Own(WeightPair pair) => tone == 0 ? pair.Current1 : pair.Current2;
    }

    private static Figure DrawReach(WeightMap map)
    {
        (double[] Wanted, WeightChoice Choice)[] choices =
        [
            .. Enumerable.Range(0, 25 * 25)
                .Select(i => (double[])[-0.6 + (1.2 * (i / 25) / 24.0), -0.6 + (1.2 * (i % 25) / 24.0)])
                .Select(wanted => (wanted, map.Choose(wanted))),
        ];
        return new Figure(
            "How near wanted weights can be reached",
            "wanted W1 (V/W)",
            [
                new FigurePanel("wanted W2 (V/W)",
                [
                    new FigureSeries(
                        "distance",
                        [.. choices.Select(each => each.Wanted[0])],
                        [.. choices.Select(each => each.Wanted[1])],
                        SeriesStyle.Points,
                        0)
                    {
                        Heat = [.. choices.Select(each => each.Choice.Distance)],
                        HeatLabel = "distance (V/W)",
                    },
                ]),
            ],
            "Where the distance is zero, currents within the measured range give the wanted weights.");
    }
}
