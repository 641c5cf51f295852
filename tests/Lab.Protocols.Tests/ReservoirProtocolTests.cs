using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Protocols.Reservoirs;
using Lab.Protocols.Terminals;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Tests;

/// <summary>Devices with one input and one output, fast and slow, on twins.</summary>
public sealed class ReservoirProtocolTests : IDisposable
{
    private static readonly ReservoirProtocol Protocol = new();

    private static readonly string[] Small =
        ["masks=1", "nodes=12", "washout=40", "training=200", "test=100", "delays=20", "block=100"];

    private static readonly string[] Slow =
    [
        "input=smu.current", "output=smu.voltage", "state=mean", "offset=0 A", "swing=100 uA", "node_time=1 ms", "masks=1",
        "nodes=4", "washout=10", "delays=10", "training=60", "test=30", "block=25", "lead=1", "taps=5",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("lab-reservoir-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_VortexOnTheBench_StatesFollowTheCurrent()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed: 1, [.. Small, "task=memory", "shots=2"]);

        // Four blocks of 340 steps.
        Assert.Equal(4, outcome.Data.Count);
        double[] input = [.. outcome.Data.Arrays("input").SelectMany(each => each)];
        double[] states = [.. outcome.Data.Arrays("states").SelectMany(each => each)];
        double[] weights = outcome.Data.Arrays("weights")[0];
        Assert.Equal(340 * 12, states.Length);
        double[] drive = [.. states.Select((_, i) => input[i / 12] * weights[i % 12])];
        Assert.InRange(CorrelationOf(drive, states), 0.5, 1);

        // An orbit of 0.4 of the radius.
        Assert.InRange(states.Average(), 5e-3, 15e-3);

        Assert.Equal("Singular values of the states", outcome.Analysis.Figures[^1].Title);
        Assert.InRange(outcome["effective_states"].Value, 1, 12);
    }

    [Fact]
    public async Task Run_DelayedFeedback_AddsWhatWasReadThen()
    {
        string[] settings = [.. Slow, "task=memory", "feedback_gain=0.5", "feedback_delay=3"];
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => VirtualLab.Quiet(VirtualLab.Bench("spin-diode")), seed: 1, settings);
        VirtualLab.Outcome plain = await VirtualLab.RunAsync(
            Protocol, _ => VirtualLab.Quiet(VirtualLab.Bench("spin-diode")), seed: 1, [.. Slow, "task=memory"]);

        // A device without noise and memory: a state follows from the masked input and from what was read three nodes before, at
        // the borders of blocks too.
        double[] fed = [.. outcome.Data.Arrays("states").SelectMany(each => each)];
        double[] free = [.. plain.Data.Arrays("states").SelectMany(each => each)];
        (double mean, double deviation) =
            (outcome.Data.Numbers("state_mean")[0], outcome.Data.Numbers("state_deviation")[0]);
        double[] input = [.. outcome.Data.Arrays("input").SelectMany(each => each)];
        double[] weights = outcome.Data.Arrays("weights")[0];
        Assert.Equal(free[..3], fed[..3]);
        Func<double, double> answer = MathNet.Numerics.Fit.PolynomialFunc(
            [.. free.Select((_, i) => input[i / 4] * weights[i % 4])], free, 3);
        Assert.All(
            Enumerable.Range(3, fed.Length - 3)
                .Select(i => (i, Drive: (input[i / 4] * weights[i % 4])
                    + (0.5 * Math.Clamp((fed[i - 3] - mean) / deviation, -3, 3))))
                .Where(node => Math.Abs(node.Drive) < 0.9),
            node => Assert.Equal(0, (answer(node.Drive) - fed[node.i]) / deviation, 0.05));
    }

    [Fact]
    public async Task Run_ToneThatDrivesAnOscillator_ReadsBothQuadratures()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => VirtualLab.Bench("oscillator"), seed: 1,
            [
                .. Small, "task=memory", "encoding=frequency", "offset=232 MHz", "swing=3 MHz", "drive=350 mV", "carrier=232 MHz",
                "state=quadratures", "node_time=50 ns", "range=80 mV",
            ]);

        Assert.All(outcome.Data.Arrays("states"), block => Assert.Equal(0, block.Length % 24));

        // The leak of the drive and the oscillator that is locked by it.
        double[] block = outcome.Data.Arrays("states")[1];
        double size = Math.Sqrt(block.Sum(state => state * state) * 2 / block.Length);
        Assert.InRange(size, 10e-3, 25e-3);
    }

    [Fact]
    public async Task Run_ChannelAndReading_TakeTheirTimeOnTheBench()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => VirtualLab.Bench("spin-diode"), seed: 1, [.. Slow, "task=memory"]);

        Assert.Equal(4, outcome.Data.Count);
        double[] states = [.. outcome.Data.Arrays("states").SelectMany(each => each)];
        Assert.Equal(400, states.Length);

        // The voltage of the junction goes with its current.
        double[] input = [.. outcome.Data.Arrays("input").SelectMany(each => each)];
        double[] weights = outcome.Data.Arrays("weights")[0];
        double[] drive = [.. states.Select((_, i) => input[i / 4] * weights[i % 4])];
        Assert.InRange(CorrelationOf(drive, states), 0.99, 1);
        Assert.True(outcome.Data.BenchSeconds[^1] > 0.4, $"{outcome.Data.BenchSeconds[^1]} s");
    }

    /// <summary>A device that does not follow its drive, read with the noise of a real oscilloscope.</summary>
    [Fact]
    public async Task Run_InputWithoutASignal_SaysThatNothingReachesIt()
    {
        RunInfo info = await VirtualLab.InfoAsync(
            Protocol, bench => bench, CalibrationsInForce.None, seed: 1, [.. Small, "task=memory", "swing=1 nV"]);

        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains("Nothing that is driven reaches what is read.", info.Reason, StringComparison.Ordinal);
    }

    /// <summary>States are recorded in single precision: what is fed back after a run was taken up again has to be what would
    /// have been fed back without.</summary>
    [Fact]
    public async Task MeasureAsync_TakenUpAgain_IsTheUnbrokenRun()
    {
        var settings = (ReservoirBenchSettings)Bind([.. Slow, "task=memory", "feedback_gain=0.5", "feedback_delay=3"]);
        BenchDefinition definition = VirtualLab.Bench("spin-diode");
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed: 1, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(result: null)), default);
        var outputs = OutputPlan.Of([], new BenchTerminals(definition.Instruments), new TerminalColumns());
        OutputMeasurement found = await OutputMeasurement.PrepareAsync(outputs, [], bench, default);
        var plan = new ReservoirPlan(settings);
        const int blocks = 4;
        Column[] columns =
        [
            .. ReservoirBlock.Columns, ReservoirExperiment.MeanColumn, ReservoirExperiment.DeviationColumn,
            ReservoirExperiment.MiddleColumn,
        ];
        async Task<MemoryPoints> MeasureAsync(ReservoirProgress progress, int first)
        {
            var measurement = new ReservoirMeasurement(
                settings, plan, blocks, new SineNodes(), progress, found, seed: 1, folder: null);
            var points = new MemoryPoints(columns);
            for (int point = first; point < blocks; point++)
            {
                var row = new Row(columns);
                await measurement.MeasureAsync(point, row, default);
                points.Append(point, 0, row);
            }

            return points;
        }

        MemoryPoints whole = await MeasureAsync(new ReservoirProgress { Scale = new(0.1, 0.4, 0) }, 0);
        MemoryPoints rest = await MeasureAsync(
            ReservoirProgress.Of(new VirtualLab.FirstPoints(whole, 2), plan.Trial.Steps), 2);

        Assert.Equal(whole.Arrays("states")[2..], rest.Arrays("states"));
    }

    /// <summary>Small differences of what is driven grow on the way through the feedback.</summary>
    private sealed class SineNodes : INodePlayer
    {
        public int StatesOfNode => 1;

        public ValueTask<double[]> PlayAsync(double[] lead, double[] inputs, CancellationToken cancellationToken) =>
            new(Array.ConvertAll(inputs, input => Math.Sin(20 * input) / 3));
    }

    [Fact]
    public async Task Run_TaskOfOnesOwn_WritesTheAnswers()
    {
        string file = Path.Combine(folder, "task.csv");
        File.WriteAllLines(file, ["u,y", .. Enumerable.Range(0, 120).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{Math.Sin(i)},{Math.Sin(i) * Math.Sin(i)}"))]);
        BenchDefinition definition = VirtualLab.Bench("vortex");
        object settings = Bind([.. Small, "task=own", $"data={file}", "columns=u,y", "washout=20"]);
        IExperiment experiment = ((IProtocol)Protocol).Create(settings, definition);
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed: 1, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(result: null)), default);
        IMeasurement measurement = await experiment.PrepareAsync(
            new ExperimentContext(bench, 1, CalibrationsInForce.None) { Folder = folder }, default);
        for (int point = 0; point < experiment.PointCount; point++)
        {
            await measurement.MeasureAsync(point, new Row(experiment.Columns), default);
        }

        string[] lines = File.ReadAllLines(Path.Combine(folder, "answers-own-mask1.csv"));
        Assert.Equal("step,part,input,target,answer", lines[0]);
        Assert.Equal(121, lines.Length);
        Assert.StartsWith("0,washout,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("119,test,", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'output' is 'scope.9', which is no input of an oscilloscope", "output=scope.9")]
    [InlineData("The setting 'input': ", "input=nothing.current")]
    [InlineData("The setting 'swing': ", "swing=3 mA")]
    [InlineData("amplitude would fall below zero", "encoding=amplitude")]
    [InlineData(
        "amplitude would fall below zero", "encoding=amplitude", "offset=0.5 V", "swing=0.2 V", "feedback_gain=0.6")]
    [InlineData("The setting 'state' is phase, which counts against a tone", "state=phase")]
    [InlineData("an oscillation of 455 MHz needs two windows", "node_time=5 ns")]
    [InlineData("which gives an array", "input=source.current", "output=scope.1.trace", "swing=1 mA", "offset=1 mA")]
    [InlineData("The setting 'read_from' is 1;", "read_from=1")]
    [InlineData("The setting 'lead' is -1;", "lead=-1")]
    public void Create_SettingsThatDoNotFit_SaySo(string message, params string[] settings)
    {
        var error = Assert.Throws<SettingsException>(
            () => ((IProtocol)Protocol).Create(Bind(settings), VirtualLab.Bench("vortex")));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read_from", "0.2")]
    [InlineData("carrier", "1 MHz")]
    public void Create_SettingOfAWaveformBehindAChannel_SaysSo(string name, string value)
    {
        var error = Assert.Throws<SettingsException>(() => ((IProtocol)Protocol).Create(
            Bind([.. Slow, $"{name}={value}"]), VirtualLab.Bench("spin-diode")));

        Assert.Contains(
            $"The setting '{name}' belongs to a generator of waveforms", error.Message, StringComparison.Ordinal);
    }

    private static object Bind(string[] settings) => SettingsBinder.Bind(
        typeof(ReservoirBenchSettings), settings.Reverse().DistinctBy(KeyOf).ToDictionary(
            KeyOf, each => each[(each.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    private static string KeyOf(string setting) => setting[..setting.IndexOf('=', StringComparison.Ordinal)];

    private static double CorrelationOf(double[] one, double[] other) =>
        MathNet.Numerics.Statistics.Correlation.Pearson(one, other);
}
