using Lab.Models.ClassifierNetworks;
using Lab.Protocols.Mac;
using Lab.Protocols.WeightMaps;
using Lab.Runs.Calibrations;
using Lab.Studies.ClassifierNetworks;
using Xunit.Sdk;

namespace Lab.Protocols.Tests;

/// <summary>A network's file on the chain of the bench 'two-junctions'.</summary>
public sealed class NetworkMacProtocolTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lab-network-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Measure_SynapsesOfANetworkOfDigits_AreItsProducts()
    {
        string file = Write();
        VirtualLab.Outcome mac = await VirtualLab.RunAsync(
            new NetworkMacProtocol(), VirtualLab.Quiet, await MapAsync(), seed: 1, $"network={file}", "pairs=4", "images=12");

        Assert.Equal(4, mac.Data.Count);
        Assert.InRange(mac["pair_error"].Value, 0, 0.15); // V(P) of the junctions bends
        Assert.InRange(mac["pair_correlation"].Value, 0.97, 1);
        Assert.InRange(mac["sum_correlation"].Value, 0.97, 1);
        Assert.Contains(mac.Info.Calibrations, calibration => calibration.Name == "chain/weight-map");

        // What the chain was meant to get are the network's weights on one scale.
        double scale = mac.Data.Numbers("scale")[0];
        double largest = mac.Data.Numbers("weight1").Concat(mac.Data.Numbers("weight2")).Max(Math.Abs);
        Assert.All(mac.Data.Numbers("weight1").Zip(mac.Data.Numbers("set1")), pair => Assert.Equal(
            scale * pair.First, pair.Second, 0.021 * scale * largest));
        Assert.All(mac.Data.Numbers("weight2").Zip(mac.Data.Numbers("set2")), pair => Assert.Equal(
            scale * pair.First, pair.Second, 0.021 * scale * largest));
    }

    [Theory]
    [InlineData("The setting 'neuron' is 10; of ", "neuron=10")]
    [InlineData("there are 450 images and 32 pairs", "images=451")]
    [InlineData("All synapses of neuron 0 that the images reach have weights of zero", "pairs=2")]
    public async Task Measure_WhatTheNetworkHasNot_IsTold(string message, string setting)
    {
        string file = Path.Combine(folder.FullName, "network.npz");
        NetworkFile.Write(
            file, new SoftwarePerceptron(64, 10), new Dictionary<string, object> { ["data"] = "digits", ["seed"] = 1 });
        CalibrationsInForce map = await MapAsync();
        XunitException error = await Assert.ThrowsAnyAsync<XunitException>(() => VirtualLab.RunAsync(
            new NetworkMacProtocol(), bench => bench, map, seed: 1, $"network={file}", setting));
        Assert.Contains(message, error.Message);
    }

    private static async Task<CalibrationsInForce> MapAsync() =>
        new(
            (await VirtualLab.RunAsync(new WeightMapProtocol(), VirtualLab.Quiet, seed: 1)).Analysis.Calibrations,
            DateTimeOffset.UnixEpoch);

    private string Write()
    {
        string file = Path.Combine(folder.FullName, "network.npz");
        var network = new SoftwarePerceptron(64, 10);
        for (int i = 0; i < network.Parameters.Length; i++)
        {
            network.Parameters[i] = MathF.Sin(i);
        }

        NetworkFile.Write(file, network, new Dictionary<string, object> { ["data"] = "digits", ["seed"] = 1 });
        return file;
    }
}
