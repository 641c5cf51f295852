using Lab.Benchmarks.Arrays;
using Lab.Benchmarks.Blocks;
using Lab.Benchmarks.Chains;
using Lab.Benchmarks.Classifiers;
using Lab.Benchmarks.Dashboards;
using Lab.Benchmarks.Engine;
using Lab.Benchmarks.Mac;
using Lab.Benchmarks.Measuring;
using Lab.Benchmarks.Memory;
using Lab.Benchmarks.Oscillators;
using Lab.Benchmarks.Sequences;
using Lab.Benchmarks.Studies;
using Lab.Benchmarks.Synapses;
using Lab.Benchmarks.Tcp;
using Lab.Benchmarks.Traces;
using Lab.Benchmarks.Vortices;

if (args is [BlockServer.Argument])
{
    await BlockServer.ServeAsync();
    return 0;
}

if (args is [TraceServer.Argument])
{
    await TraceServer.ServeAsync();
    return 0;
}

if (args is [DashboardProcess.ServerArgument, var served])
{
    await DashboardProcess.ServeAsync(served);
    return 0;
}

if (args is [DashboardProcess.ViewersArgument, var address])
{
    await DashboardProcess.LookAsync(address);
    return 0;
}

string subject = args.Length == 1 ? args[0] : string.Empty;
if (subject is not ("arrays" or "engine" or "tcp" or "blocks" or "memory" or "resume" or "mac" or "sequences" or "chains"
    or "classifiers" or "oscillators" or "traces" or "vortex" or "synapses" or "ui" or "studies" or "all"))
{
    await Console.Error.WriteLineAsync(
        "Usage: dotnet run --project tests/Lab.Benchmarks -c Release -- "
            + "arrays|engine|tcp|blocks|memory|resume|mac|sequences|chains|classifiers|oscillators|traces|vortex|synapses|"
            + "ui|studies|all");
    return 2;
}

Console.WriteLine($"Machine: {Machine.Describe()}");
if (subject is "arrays" or "all")
{
    // First of all, because the peak of the process's memory must be this benchmark's own.
    await ArrayBenchmark.RunAsync();
}

if (subject is "memory" or "all")
{
    // Next, because the peak of the process's memory must be this benchmark's own.
    await MemoryBenchmark.RunAsync();
}

if (subject is "traces" or "all")
{
    await TraceBenchmark.RunAsync();
}

if (subject is "engine" or "all")
{
    await EngineBenchmark.RunAsync();
}

if (subject is "resume" or "all")
{
    await ResumeBenchmark.RunAsync();
}

if (subject is "mac" or "all")
{
    await MacBenchmark.RunAsync();
}

if (subject is "sequences" or "all")
{
    await SequenceBenchmark.RunAsync();
}

if (subject is "chains" or "all")
{
    await ChainBenchmark.RunAsync();
}

if (subject is "classifiers" or "all")
{
    await ClassifierBenchmark.RunAsync();
}

if (subject is "oscillators" or "all")
{
    await OscillatorBenchmark.RunAsync();
}

if (subject is "vortex" or "all")
{
    await VortexBenchmark.RunAsync();
}

if (subject is "synapses" or "all")
{
    await SynapseBenchmark.RunAsync();
}

if (subject is "studies" or "all")
{
    await StudyBenchmark.RunAsync();
}

if (subject is "ui" or "all")
{
    await DashboardBenchmark.RunAsync();
}

if (subject is "tcp" or "all")
{
    await TcpBenchmark.RunAsync();
}

if (subject is "blocks" or "all")
{
    await BlockBenchmark.RunAsync();
}

return 0;
