using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class ApplicationChecksTests
{
    [Theory]
    [InlineData("""{"rpm":1500,"ramp":10}""")]
    [InlineData("""{"rpm":0,"ramp":null}""")]
    public void Fitting_paras_pass(string paras) => Assert.Empty(CommandParas.Validate(Models.Json(paras), "Pump", "SET_SPEED", Models.Pump));

    [Fact]
    public void All_misfits_of_paras_are_found_at_once()
    {
        var misfits = CommandParas.Validate(Models.Json("""{"rpm":null,"ramp":"fast","rampp":1}"""), "Pump", "SET_SPEED", Models.Pump);
        Assert.Equal(
            [(MisfitCode.Missing, "rpm", null), (MisfitCode.WrongType, "ramp", null), (MisfitCode.UnknownPara, "rampp", "ramp")],
            misfits.Select(misfit => (misfit.Code, misfit.Name, misfit.Nearest)));
        Assert.Equal("`rpm` is required", misfits[0].Sentence);
    }

    [Fact]
    public void Unknown_services_and_commands_are_named_with_the_nearest()
    {
        Assert.Equal("service `pump` is not in the product model (did you mean `Pump`?)", Assert.Single(CommandParas.Validate(Models.Json("{}"), "pump", "x", Models.Pump)).Sentence);
        Assert.Equal(
            "command `SET_SPED` is not in service `Pump` of the product model (did you mean `SET_SPEED`?)",
            Assert.Single(CommandParas.Validate(Models.Json("{}"), "Pump", "SET_SPED", Models.Pump)).Sentence);
        Assert.Equal(MisfitCode.UnknownCommand, Assert.Single(CommandParas.Validate(Models.Json("{}"), "Pump", null, Models.Pump)).Code);
    }

    [Fact]
    public void Paras_without_a_service_are_free_but_are_an_object()
    {
        Assert.Empty(CommandParas.Validate(Models.Json("""{"a":[1]}"""), null, "anything", Models.Pump));
        Assert.Equal("the body should be an object, got array [1]", Assert.Single(CommandParas.Validate(Models.Json("[1]"), null, null, Models.Pump)).Sentence);
        Assert.Equal(MisfitCode.Malformed, Assert.Single(CommandParas.Validate(default, null, null, Models.Pump)).Code);
        Assert.Equal(MisfitCode.Malformed, Assert.Single(CommandParas.Validate(Models.Json("""{"a":"\ud800"}"""), null, null, Models.Pump)).Code);
    }

    [Fact]
    public void A_property_setting_must_be_known_writable_and_fit()
    {
        Assert.Empty(PropertySet.Validate(Models.Json("""[{"service_id":"Pump","properties":{"targetRpm":1500,"水压":1}},{"service_id":"$device_rule","properties":{"r":1}}]"""), Models.Pump));
        var misfits = PropertySet.Validate(Models.Json("""
            [{"service_id":"Pump","properties":{"rpm":1,"targetRmp":1,"targetRpm":1.5,"mode":null}},{"service_id":"Pumps","properties":{}},{"service_id":"Pump"},{"properties":{}},5]
            """), Models.Pump);
        Assert.Equal(
            [
                (MisfitCode.NotWritable, "Pump", "rpm"), (MisfitCode.UnknownProperty, "Pump", "targetRmp"), (MisfitCode.NotInteger, "Pump", "targetRpm"),
                (MisfitCode.WrongType, "Pump", "mode"), (MisfitCode.UnknownService, "Pumps", null), (MisfitCode.Malformed, "Pump", "properties"),
                (MisfitCode.Malformed, "", "services"), (MisfitCode.Malformed, "", "services"),
            ],
            misfits.Select(misfit => (misfit.Code, misfit.Service, misfit.Name)));
        Assert.Equal("property `rpm` is not writable: its method is `R`", misfits[0].Sentence);
        Assert.Equal(MisfitCode.Malformed, Assert.Single(PropertySet.Validate(Models.Json("{}"), Models.Pump)).Code);
        Assert.Equal("at most 262144 bytes", Assert.Single(PropertySet.Validate(Models.Json($"[{new string(' ', PropertySet.BytesMax)}]"), Models.Pump)).Expected);
    }

    [Fact]
    public void A_shadow_key_has_one_level_and_no_dot_dollar_or_nul()
    {
        Assert.Empty(DesiredShadow.Validate(Models.Json("""{"targetRpm":1500,"mode":null,"config":{"a":1},"free":[1]}"""), "Pump", Models.Pump));
        Assert.Equal(
            [
                (MisfitCode.ForbiddenKey, "a.b"), (MisfitCode.ForbiddenKey, "$x"), (MisfitCode.ForbiddenKey, "n\0l"), (MisfitCode.ForbiddenKey, ""),
                (MisfitCode.Nested, "targetRpm"), (MisfitCode.NotInEnum, "mode"),
            ],
            DesiredShadow.Validate(Models.Json("""{"a.b":1,"$x":1,"n\u0000l":1,"":1,"targetRpm":{"v":1},"mode":"off"}"""), "Pump", Models.Pump).Select(misfit => (misfit.Code, misfit.Name)));
        Assert.Empty(DesiredShadow.Validate(Models.Json("""{"rule1":{"version":1}}"""), "$device_rule", Models.Pump));
    }
}
